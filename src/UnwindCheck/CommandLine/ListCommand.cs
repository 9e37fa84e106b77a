using System.CommandLine;
using UnwindCheck.Models;
using UnwindCheck.Models.Tracers;

namespace UnwindCheck.CommandLine;

/// <summary><c>unwindcheck list</c>.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var command = new Command("list", "List designs, scenarios, invariants and kinds of tracers.");
        command.SetAction(_ =>
        {
            Section("designs", DesignCatalogue.All.Select(design => (design.Name, design.About)));
            Section("scenarios", ScenarioCatalogue.All.Select(scenario => (scenario.Name, scenario.About)));
            Section("invariants", InvariantCatalogue.All.Select(invariant => (invariant.Invariant, $"“{invariant.Quote}” ({invariant.Source})")));
            Section("tracers", [.. DescriptorKinds.All.Select(kind => (kind.Name, kind.About)), .. TracerPresets.All.Select(preset => (preset.Name, preset.About))]);
            return ExitCode.Held;
        });
        return command;
    }

    private static void Section(string title, IEnumerable<(string Name, string About)> entries)
    {
        Console.Out.WriteLine(title);
        var list = entries.ToList();
        var width = list.Max(entry => entry.Name.Length);
        foreach (var (name, about) in list)
        {
            Console.Out.WriteLine($"  {name.PadRight(width)}  {about}");
        }

        Console.Out.WriteLine();
    }
}
