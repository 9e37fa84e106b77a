using UnwindCheck.Models;
using UnwindCheck.Models.Tracers;
using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Terminal;

/// <summary><c>list</c>.</summary>
public sealed class ListTests : ProgramTest
{
    [Fact]
    public async Task It_shows_every_name_with_what_it_stands_for()
    {
        var outcome = (await Run("list")).Ended(0);
        Assert.Equal(
            [
                ("designs", DesignCatalogue.All.Select(design => design.Name)),
                ("scenarios", ScenarioCatalogue.All.Select(scenario => scenario.Name)),
                ("invariants", InvariantCatalogue.All.Select(invariant => invariant.Invariant)),
                ("tracers", DescriptorKinds.All.Select(kind => kind.Name).Concat(TracerPresets.All.Select(preset => preset.Name))),
            ],
            outcome.Output.TrimEnd().Split("\n\n").Select(Names));
        Assert.All(outcome.Lines.Where(line => line.StartsWith("  ", StringComparison.Ordinal)), line => Assert.Matches(@"^  \S+  +\S", line));
    }

    private static (string Title, IEnumerable<string> Names) Names(string section)
    {
        var lines = section.Split('\n');
        return (lines[0], lines.Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]).ToList());
    }
}
