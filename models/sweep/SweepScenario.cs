using System.Globalization;
using System.Text;
using UnwindCheck.Models.Format;

namespace UnwindCheck.Models.Sweep;

/// <summary>A scenario of a sweep.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Careful">Whether every tracer that is cancelled was stopped and waited for before.</param>
/// <param name="Size">For the order: smaller scenarios come first.</param>
public sealed record SweepScenario(Scenario Scenario, bool Careful, int Size);

/// <summary>Where a request stands, and who makes it.</summary>
/// <param name="Place">0 and 1: the system calls; 2 and 3: the handlers; 4: the tracepoint.</param>
/// <param name="Tracer">0 for w, 1 for v.</param>
internal readonly record struct PlacedRequest(int Place, int Tracer);

/// <summary>Writes the scenarios of a sweep down.</summary>
internal static class SweepText
{
    private static readonly string[] Tracers = ["w", "v"];

    public static SweepScenario Build(SweepShape shape, IReadOnlyList<PlacedRequest> requests)
    {
        var name = NameOf(shape, requests);
        var text = Text(shape, requests);
        var careful = shape.Remote is not (RemotePlan.Cancel or RemotePlan.CancelRegister);
        return new SweepScenario(ScenarioParser.Parse(name, name, text), careful, SizeOf(shape, requests));
    }

    private static int SizeOf(SweepShape shape, IReadOnlyList<PlacedRequest> requests) =>
        requests.Count + requests.Select(request => request.Tracer).Distinct().Count() + (2 * shape.Interrupts.Count)
        + (shape.Remote == RemotePlan.None ? 0 : (int)shape.Remote < 3 ? 3 : 4) + (shape.Exits ? 1 : 0) + (shape.Moves ? 3 : 0)
        + (shape.Hook is null ? 0 : 1) + (shape.Extra == SweepExtra.None ? 0 : 1);

    private static string NameOf(SweepShape shape, IReadOnlyList<PlacedRequest> requests)
    {
        var places = new List<string> { "a", "b" };
        places.AddRange(shape.Interrupts.Select(interrupt => interrupt switch { "irq" => "i", "nmi" => "n", _ => "m" }));
        var parts = Enumerable.Range(0, 5)
            .Select(place => (Place: place, Who: string.Concat(requests.Where(request => request.Place == place).Select(request => Tracers[request.Tracer]))))
            .Where(part => part.Who.Length > 0)
            .Select(part => (part.Place == 4 ? shape.Hook!.Replace('_', '-') : places[part.Place]) + "." + part.Who)
            .ToList();
        if (shape.Remote != RemotePlan.None)
        {
            parts.Add(Kebab(shape.Remote.ToString()));
        }

        if (shape.Exits)
        {
            parts.Add("exits");
        }

        if (shape.Moves)
        {
            parts.Add("moves");
        }

        if (shape.Extra != SweepExtra.None)
        {
            parts.Add(Kebab(shape.Extra.ToString()));
        }

        return "sweep-" + string.Join('-', parts);
    }

    private static string Text(SweepShape shape, IReadOnlyList<PlacedRequest> requests)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"cpus {(shape.Moves ? 2 : 1)}");
        if (shape.Extra is SweepExtra.Fault or SweepExtra.Allocation)
        {
            text.AppendLine(shape.Extra == SweepExtra.Fault ? "budget faults 1" : "budget allocations 1");
        }

        foreach (var tracer in requests.Select(request => request.Tracer).Append(shape.Remote == RemotePlan.None ? requests[0].Tracer : 0).Distinct().Order())
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"tracer {Tracers[tracer]} shared{TracerOptions(shape, tracer)}");
        }

        AppendTask(text, shape, requests);
        for (var i = 0; i < shape.Interrupts.Count; i++)
        {
            var words = shape.Interrupts[i].Split(' ', 2);
            text.AppendLine(CultureInfo.InvariantCulture, $"{words[0]} h{i + 1}{(words.Length > 1 ? " " + words[1] : "")} max 1 {{ {Asks(requests, 2 + i)} }}");
        }

        if (shape.Hook is not null)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"at {shape.Hook} max 1 {{ {Asks(requests, 4)} }}");
        }

        if (RemoteActions(shape.Remote) is { } actions)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"remote R {{ {actions} }}");
        }

        return text.ToString();
    }

    private static string TracerOptions(SweepShape shape, int tracer) => (shape.Remote, tracer) switch
    {
        (RemotePlan.CarefulReplace, 1) => " unregistered",
        (RemotePlan.CarefulCancel or RemotePlan.CarefulCancelRegister or RemotePlan.CarefulReplace, 0) => " quiesced",
        _ when shape.Extra == SweepExtra.CallbackAsks && tracer == 0 => " callback requests 1",
        _ => "",
    };

    private static void AppendTask(StringBuilder text, SweepShape shape, IReadOnlyList<PlacedRequest> requests)
    {
        var second = shape.Interrupts.Count > 0 || shape.Hook is not null || shape.Extra == SweepExtra.Signal || requests.Any(request => request.Place == 1);
        var first = Asks(requests, 0);
        var middle = shape.Moves ? "block" : shape.Extra switch
        {
            SweepExtra.Stop => "stop",
            SweepExtra.Direct => "unwind",
            _ => "",
        };
        if (middle.Length > 0)
        {
            // Between two requests, or after the only one.
            var at = first.IndexOf(';', StringComparison.Ordinal);
            first = first.Length == 0 ? middle : at < 0 ? $"{first}; {middle}" : $"{first[..at]}; {middle}{first[at..]}";
        }

        if (shape.Extra == SweepExtra.Signal)
        {
            first = first.Length == 0 ? "signal" : first + "; signal";
        }

        var exit = shape.Exits ? "exit" : "";
        text.Append(CultureInfo.InvariantCulture, $"task A on 0{(shape.Moves ? " may run on 0,1" : "")} {{ syscall {{ {(second ? first : Join(first, exit))} }}");
        if (second)
        {
            var frame = shape.Extra == SweepExtra.Signal ? "" : " call";
            text.Append(CultureInfo.InvariantCulture, $"{frame} syscall {{ {Join(Asks(requests, 1), exit)} }}");
        }

        text.AppendLine(" }");
    }

    private static string Join(string actions, string last) => actions.Length == 0 || last.Length == 0 ? actions + last : actions + "; " + last;

    private static string Asks(IReadOnlyList<PlacedRequest> requests, int place) =>
        string.Join("; ", requests.Where(request => request.Place == place).Select(request => "request " + Tracers[request.Tracer]));

    private static string? RemoteActions(RemotePlan plan) => plan switch
    {
        RemotePlan.Cancel => "cancel w of A",
        RemotePlan.CarefulCancel => "quiesce w; cancel w of A",
        RemotePlan.CancelRegister => "cancel w of A; register w of A",
        RemotePlan.CarefulCancelRegister => "quiesce w; cancel w of A; register w of A",
        RemotePlan.CarefulReplace => "quiesce w; cancel w of A; register v of A",
        _ => null,
    };

    private static string Kebab(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
