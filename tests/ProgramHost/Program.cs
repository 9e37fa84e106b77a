using System.Reflection;
using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using ProgramHost;

// Most of a short run of unwindcheck is the compiler of the runtime at work. This process runs it again and again, one
// run at a time, each with its own arguments, directory, output and errors; what was compiled stays.
// Requests come in lines on the standard input, exit codes go in lines to the standard output. The program sees neither:
// descriptors 0, 1 and 2 are what they are in a process that was started for it with its output in files.
using var requests = new StreamReader(new FileStream(Descriptors.Duplicate(0), FileAccess.Read, 1));
using var answers = new StreamWriter(new FileStream(Descriptors.Duplicate(1), FileAccess.Write, 1)) { AutoFlush = true };
using var nothing = File.OpenHandle("/dev/null");
Descriptors.Replace(0, nothing);
var program = Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, "unwindcheck.dll")).EntryPoint!.CreateDelegate<Func<string[], int>>();
while (requests.ReadLine() is { } line)
{
    var request = JsonSerializer.Deserialize<Request>(line)!;
    answers.WriteLine(Run(request));
}

return 0;

int Run(Request request)
{
    Environment.CurrentDirectory = request.Directory;
    using SafeFileHandle output = Create(request.Output), errors = Create(request.Errors);
    Descriptors.Replace(1, output);
    Descriptors.Replace(2, errors);
    using StreamWriter outputWriter = Writer(Console.OpenStandardOutput()), errorWriter = Writer(Console.OpenStandardError());
    Console.SetOut(outputWriter);
    Console.SetError(errorWriter);
    return program(request.Arguments);
}

static SafeFileHandle Create(string path) => File.OpenHandle(path, FileMode.Create, FileAccess.Write);

static StreamWriter Writer(Stream stream) => new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
