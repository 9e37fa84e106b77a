using UnwindCheck.Checking;
using UnwindCheck.Claims;
using UnwindCheck.Models;
using UnwindCheck.Models.Designs;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace UnwindCheck.Mutants;

/// <summary>Mutants that no scenario can kill, each with the reason: <c>models/mutants/equivalent.yaml</c>.</summary>
internal sealed class EquivalentMutants
{
    private const string Resource = "mutants:equivalent.yaml";
    private const string ShippedName = "models/mutants/equivalent.yaml";

    private readonly List<Entry> entries = [];

    private EquivalentMutants()
    {
    }

    /// <summary>Those that are shipped.</summary>
    public static EquivalentMutants Shipped()
    {
        using var reader = new StreamReader(typeof(UnwindDesign).Assembly.GetManifestResourceStream(Resource)!);
        return Parse(ShippedName, reader.ReadToEnd());
    }

    /// <summary>Reads a file.</summary>
    public static EquivalentMutants Read(string path) => Parse(path, Files.Read(path, "a list of equivalent mutants"));

    /// <summary>Those of a design, with their reasons.</summary>
    public IReadOnlyDictionary<string, string> Of(string design) =>
        entries.Where(entry => entry.Design == design).ToDictionary(entry => entry.Mutant, entry => entry.Reason, StringComparer.Ordinal);

    /// <summary>What is wrong with the entries, judged by what the mutants did.</summary>
    /// <param name="result">What they did.</param>
    /// <param name="all">Whether all mutants were run, in all scenarios: else one that was not run may be there all the same.</param>
    public IEnumerable<string> Errors(MutantsOfDesign result, bool all)
    {
        foreach (var entry in entries.Where(entry => entry.Design == result.Design.Name))
        {
            if (result.Mutants.FirstOrDefault(mutant => mutant.Mutation.Id == entry.Mutant) is not { } mutant)
            {
                if (!all)
                {
                    continue;
                }

                yield return $"{entry.Place}: {entry.Design} has no mutant '{entry.Mutant}' that can be run; remove the entry, or give the name that 'unwindcheck mutants --list' shows";
            }
            else if (mutant.Status == MutantStatus.Killed)
            {
                yield return $"{entry.Place}: '{entry.Mutant}' of {entry.Design} is not equivalent: {mutant.KilledBy}; remove the entry";
            }
        }
    }

    private static EquivalentMutants Parse(string file, string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException exception)
        {
            throw YamlFields.Error(file, exception.Start, $"not YAML: {exception.Message}");
        }

        var mutants = new EquivalentMutants();
        if (stream.Documents.Count == 0)
        {
            return mutants;
        }

        var root = stream.Documents[0].RootNode as YamlSequenceNode ?? throw YamlFields.Error(file, stream.Documents[0].RootNode, "expected a list of groups of mutants");
        foreach (var node in root.Children)
        {
            var group = new YamlFields(file, "a group of mutants", node, "designs", "mutants", "reason");
            var reason = group.Text("reason");
            foreach (var design in group.Texts("designs"))
            {
                if (DesignCatalogue.Find(design.Value!) is null)
                {
                    throw YamlFields.Error(file, design, $"there is no design '{design.Value}'; see 'unwindcheck list'");
                }

                foreach (var mutant in group.Texts("mutants"))
                {
                    if (mutants.entries.Exists(entry => entry.Design == design.Value && entry.Mutant == mutant.Value))
                    {
                        throw YamlFields.Error(file, mutant, $"'{mutant.Value}' of {design.Value} is listed twice");
                    }

                    mutants.entries.Add(new Entry(design.Value!, mutant.Value!, reason, YamlFields.Place(file, mutant.Start)));
                }
            }
        }

        return mutants;
    }

    private sealed record Entry(string Design, string Mutant, string Reason, string Place);
}
