using System.Reflection;
using UnwindCheck.Coyote;
using Xunit;

namespace Interleave.Coyote.Tests;

/// <summary>What is on and what is off in this build.</summary>
public sealed class BuildTests
{
    private static readonly Assembly[] All = [typeof(BuildTests).Assembly, typeof(CoyoteSupport).Assembly, typeof(ExecutionTrace).Assembly, typeof(Model).Assembly];

#if WITH_COYOTE
    [Fact]
    public void The_build_with_Coyote_runs_models_under_it()
    {
        Assert.True(CoyoteSupport.IsAvailable);
        Assert.Contains(typeof(CoyoteSupport).Assembly.GetReferencedAssemblies(), IsCoyote);
    }
#else
    [Fact]
    public void The_default_build_has_no_reference_to_Coyote()
    {
        Assert.False(CoyoteSupport.IsAvailable);
        Assert.DoesNotContain(All.SelectMany(assembly => assembly.GetReferencedAssemblies()), IsCoyote);
        Assert.DoesNotContain(Directory.EnumerateFiles(AppContext.BaseDirectory), file => Path.GetFileName(file).StartsWith("Microsoft.Coyote", StringComparison.Ordinal));
    }

    [Fact]
    public void The_default_build_does_not_run_models_under_Coyote() =>
        Assert.Null(typeof(CoyoteSupport).Assembly.GetType("Interleave.Coyote.ModelUnderCoyote"));

    [Fact]
    public void The_default_build_has_no_entry_points_for_Coyote() =>
        Assert.Null(typeof(ExecutionTrace).Assembly.GetType("UnwindCheck.Coyote.EntryPoints"));
#endif

    [Fact]
    public void The_engine_knows_no_Coyote_in_any_build() =>
        Assert.DoesNotContain(typeof(Model).Assembly.GetReferencedAssemblies(), name => IsCoyote(name) || name.Name == typeof(CoyoteSupport).Assembly.GetName().Name);

    private static bool IsCoyote(AssemblyName name) => name.Name!.StartsWith("Microsoft.Coyote", StringComparison.Ordinal);
}
