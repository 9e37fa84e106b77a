namespace Interleave.Tests.Semantics;

/// <summary>An event with a name.</summary>
internal sealed record Did(string What);

/// <summary>Collects all orders in which events happen: violated when an execution ends with the given one.</summary>
internal sealed class EndsWith(string log) : Monitor<string>
{
    public override string Invariant => log;

    protected override string Start => "";

    protected override string Next(string state, object occurrence, out Violation? violation)
    {
        violation = null;
        return occurrence is Did did ? (state + " " + did.What).TrimStart() : state;
    }

    protected override Violation? Finally(string state) => state == log ? new Violation("this order") : null;
}

/// <summary>The orders of events that a model allows.</summary>
internal static class Log
{
    /// <summary>Those of the candidates that are the events of some whole execution, in alphabetical order.</summary>
    public static string[] Possible(Model model, params string[] candidates)
    {
        foreach (var candidate in candidates)
        {
            model.Watch(new EndsWith(candidate));
        }

        return [.. Explore.All(model).Search.Violated.Order(StringComparer.Ordinal)];
    }

    /// <summary>A process that says each word after a write of its own.</summary>
    public static async Step Say(Cell cell, string first, string? second = null)
    {
        await cell.WriteOnce(1);
        Events.Emit(new Did(first));
        if (second is not null)
        {
            await cell.WriteOnce(2);
            Events.Emit(new Did(second));
        }
    }
}
