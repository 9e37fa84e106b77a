using System.Globalization;
using System.Reflection;
using System.Text;
using Interleave.Tests.Generated;
using Microsoft.CodeAnalysis;

namespace Interleave.Tests.Compilation;

/// <summary>Generated programs as C# source, compiled as a debug and as a release build.</summary>
public sealed class GeneratedSourceTests
{
    private const int Programs = 60;

    private static readonly int[] PerProcessor = [Words.Mask, Words.PerProcessor];

    private static readonly Specimen[] All = [.. Specimen.WithInterrupts.Take(Programs), .. Specimen.WithThreads.Take(Programs), .. Specimen.WithPendingInterrupts.Take(Programs), .. Specimen.WithCorners.Take(Programs)];

    private static readonly Lazy<Assembly> Debug = new(() => CompiledSource.Load("Generated", Source(), OptimizationLevel.Debug));

    private static readonly Lazy<Assembly> Release = new(() => CompiledSource.Load("Generated", Source(), OptimizationLevel.Release));

    [Fact]
    public void A_debug_build_agrees_with_the_enumeration_of_all_schedules() => AssertAgreement(Debug.Value);

    [Fact]
    public void A_release_build_agrees_with_the_enumeration_of_all_schedules() => AssertAgreement(Release.Value);

    [Fact]
    public void Both_builds_give_the_same_numbers_and_witnesses() => ForEach((specimen, number) =>
        Assert.Equal(
            Findings.Of(Explore.All(ModelOf(specimen.Spec, Debug.Value, number))),
            Findings.Of(Explore.All(ModelOf(specimen.Spec, Release.Value, number)))));

    private static void AssertAgreement(Assembly assembly) => ForEach((specimen, number) =>
    {
        var result = Explore.All(ModelOf(specimen.Spec, assembly, number));
        Assert.Equal(specimen.Expected.Schedules, result.Search.Interleavings);
        Assert.Equal(specimen.Expected.Violations.Keys.Order(StringComparer.Ordinal), result.Search.Violated.Order(StringComparer.Ordinal));
    });

    private static void ForEach(Action<Specimen, int> check)
    {
        var number = 0;
        Specimen.ForEach(All, specimen => check(specimen, number++));
    }

    private static Model ModelOf(ProgramSpec spec, Assembly assembly, int number) => Translation.Of(spec, machine =>
    {
        var type = assembly.GetType($"Program{number}", throwOnError: true)!;
        var program = Activator.CreateInstance(type)!;
        return index =>
        {
            // The first call comes after the whole model is built: only then are all cells there.
            Bind(program, machine, spec);
            return type.GetMethod($"Context{index}")!.CreateDelegate<Func<uint, uint, Step>>(program)(0, 0);
        };
    }).Model;

    private static void Bind(object program, Machine machine, ProgramSpec spec)
    {
        var type = program.GetType();
        foreach (var field in type.GetFields())
        {
            var word = Array.IndexOf(Words.Names, field.Name);
            field.SetValue(program, word >= 0 ? machine.Cells[word] : field.Name == "w" ? machine.Wide : null);
        }

        for (var processor = 0; processor < spec.Processors; processor++)
        {
            foreach (var word in PerProcessor)
            {
                type.GetField(Words.NameOfCopy(word, processor))!.SetValue(program, machine.CellOf(new Operate(Access.Read, word, on: processor)));
            }
        }

        for (var i = 0; i < spec.Contexts.Count; i++)
        {
            if (spec.Contexts[i].Kind is ContextKind.Thread or ContextKind.ThreadHandler)
            {
                type.GetField($"thread{i}")!.SetValue(program, machine.ThreadOf(i));
            }
        }
    }

    private static string Source()
    {
        var text = new StringBuilder();
        for (var number = 0; number < All.Length; number++)
        {
            text.Append(CultureInfo.InvariantCulture, $"public sealed class Program{number} : IModelObject").AppendLine().AppendLine("{");
            text.Append("    public Cell ").AppendJoin(", ", Words.Names.Where(static name => !name.Contains('.', StringComparison.Ordinal)).Union(PerProcessor.SelectMany(static word => new[] { Words.NameOfCopy(word, 0), Words.NameOfCopy(word, 1) })).Select(static name => name + " = null!")).AppendLine(";");
            text.AppendLine("    public Cell64 w = null!;");
            text.AppendLine("    public ProcessThread thread0 = null!, thread1 = null!, thread2 = null!, thread3 = null!, thread4 = null!, thread5 = null!;");
            for (var i = 0; i < All[number].Spec.Contexts.Count; i++)
            {
                AppendContext(text, All[number].Spec.Contexts[i], i);
            }

            text.AppendLine("    private static uint Fold(ulong value) => (uint)value ^ (uint)(value >> 32);").AppendLine("}");
        }

        return text.ToString();
    }

    private static void AppendContext(StringBuilder text, ContextSpec context, int index)
    {
        var body = new StringBuilder();
        SourcePrinter.AppendBlock(body, context.Body, 2);
        text.Append(CultureInfo.InvariantCulture, $"    public async Step Context{index}(uint a, uint b)").AppendLine().AppendLine("    {");
        text.Append(body.Replace("thread.Leave", string.Create(CultureInfo.InvariantCulture, $"thread{index}.Leave")));
        text.AppendLine("    }");
    }
}
