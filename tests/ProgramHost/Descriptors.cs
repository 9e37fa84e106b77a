using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ProgramHost;

/// <summary>The file descriptors of this process.</summary>
internal static class Descriptors
{
    /// <summary>A new descriptor of what a descriptor stands for.</summary>
    /// <exception cref="Win32Exception">There is none left.</exception>
    public static SafeFileHandle Duplicate(int descriptor)
    {
        var duplicate = dup(descriptor);
        return duplicate < 0 ? throw new Win32Exception() : new SafeFileHandle(duplicate, ownsHandle: true);
    }

    /// <summary>Makes a descriptor stand for a file.</summary>
    /// <exception cref="Win32Exception">It cannot.</exception>
    public static void Replace(int descriptor, SafeFileHandle file)
    {
        if (dup2((int)file.DangerousGetHandle(), descriptor) < 0)
        {
            throw new Win32Exception();
        }
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int dup(int descriptor);

    [DllImport("libc", SetLastError = true)]
    private static extern int dup2(int file, int descriptor);
}
