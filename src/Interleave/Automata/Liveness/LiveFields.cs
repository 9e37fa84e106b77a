using System.Reflection;
using System.Runtime.CompilerServices;
using static Interleave.Automata.Liveness.VariableSets;

namespace Interleave.Automata.Liveness;

/// <summary>Which hoisted fields of an async state machine may still be read when it resumes.</summary>
/// <remarks>
/// <para>
/// A debug build hoists every local, used again or not, and an optimised build leaves the last values of dead
/// locals behind. A snapshot that hashed those too would tell states apart that behave the same, and would count
/// differently in the two configurations. So the IL of <c>MoveNext</c> is analysed, in two passes over one graph:
/// </para>
/// <list type="number">
/// <item>Forwards, an abstract interpretation. A node is an instruction together with the constants known when it
/// runs, above all <c>&lt;&gt;1__state</c> and the local that caches it: so the dispatch code goes only where the
/// suspension at hand resumes, and finally blocks know whether the method is merely being suspended.</item>
/// <item>Backwards, strong liveness of fields, locals and stack slots: what merely feeds a dead variable is not
/// read. (Optimised code copies <c>&lt;&gt;4__this</c> to a local on every entry; that alone must not count.)</item>
/// </list>
/// <para>
/// Suspending is an edge from the return to the entry with the state just stored, so what is live at the next
/// suspension is live at this one unless written in between. Errors are on the safe side: code that is not
/// understood makes all fields live. What is relied on beyond the IL is C#'s guarantee that a callee does not
/// read an <c>out</c> argument before writing it.
/// </para>
/// </remarks>
internal static class LiveFields
{
    internal const string StateField = "<>1__state";
    internal const string BuilderField = "<>t__builder";

    /// <summary>
    /// The fields that <c>MoveNext</c>, resumed with <c>&lt;&gt;1__state</c> equal to the key, may read before it
    /// overwrites them. Neither the state itself nor the builder nor the awaiters are among them. Every state in
    /// which the machine can suspend is a key. The sets hold the <see cref="FieldInfo"/>s that
    /// <paramref name="stateMachine"/> itself lists. The result is not cached here.
    /// </summary>
    internal static IReadOnlyDictionary<int, IReadOnlySet<FieldInfo>> Of(Type stateMachine)
    {
        var map = stateMachine.GetInterfaceMap(typeof(IAsyncStateMachine));
        var moveNext = map.TargetMethods[
            Array.FindIndex(map.InterfaceMethods, method => method.Name == nameof(IAsyncStateMachine.MoveNext))];
        var fields = stateMachine.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        var code = Instruction.Decode(moveNext, fields);

        // The second round tells paths apart by the flags that the first round found to be in use.
        var body = moveNext.GetMethodBody()!;
        var first = new MoveNextAnalysis(stateMachine, fields, body, code, []).Run();
        var second = first is null ? null : new MoveNextAnalysis(stateMachine, fields, body, code, first.LiveByOffset()).Run();

        // States are constants in the code, so all constants together certainly include all states.
        var live = (second ?? first)?.LiveByState()
            ?? code.Values.Where(instruction => instruction is { Name: "ldc.i4", Number: >= 0 })
                .Select(instruction => instruction.Number).Distinct()
                .ToDictionary(state => state, _ => Range(0, fields.Length));
        return live.ToDictionary(pair => pair.Key, pair => (IReadOnlySet<FieldInfo>)fields
            .Where((_, variable) => Contains(pair.Value, variable))
            .Where(field => field.Name is not (StateField or BuilderField)
                && !field.Name.StartsWith("<>u__", StringComparison.Ordinal)).ToHashSet());
    }
}
