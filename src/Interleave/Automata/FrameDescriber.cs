using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using Interleave.Automata.Liveness;

namespace Interleave.Automata;

/// <summary>Appends the live locals of a state machine to a key, by code generated from its hoisted fields.</summary>
/// <typeparam name="TStateMachine">The state machine.</typeparam>
internal sealed class FrameDescriber<TStateMachine>
    where TStateMachine : IAsyncStateMachine
{
    private const string StateField = "<>1__state";

    private readonly Func<TStateMachine, int> suspension;
    private readonly IReadOnlyDictionary<int, IReadOnlySet<FieldInfo>> live;
    private readonly Dictionary<int, Describe1> describers = [];
    private readonly ulong typeNumber = HoistedLocals.NextTypeNumber();

    private FrameDescriber(Func<TStateMachine, int> suspension, IReadOnlyDictionary<int, IReadOnlySet<FieldInfo>> live)
    {
        this.suspension = suspension;
        this.live = live;
    }

    private delegate void Describe1(ref TStateMachine machine, LocalStateKey key);

    /// <summary>Analyses the state machine.</summary>
    public static FrameDescriber<TStateMachine> Create()
    {
        var machine = Expression.Parameter(typeof(TStateMachine));
        var state = Expression.Lambda<Func<TStateMachine, int>>(Expression.Field(machine, StateField), machine).Compile();
        return new FrameDescriber<TStateMachine>(state, LiveFields.Of(typeof(TStateMachine)));
    }

    /// <summary>Appends the method, where it stands, and its live locals.</summary>
    /// <exception cref="ModelException">A live local cannot be snapshotted.</exception>
    public void Describe(ref TStateMachine machine, LocalStateKey key)
    {
        var state = suspension(machine);
        Describe1 describe;
        lock (describers)
        {
            if (!describers.TryGetValue(state, out describe!))
            {
                describers.Add(state, describe = Compile(state));
            }
        }

        key.Add((typeNumber << 32) | (uint)state);
        describe(ref machine, key);
    }

    private Describe1 Compile(int state)
    {
        var machine = Expression.Parameter(typeof(TStateMachine).MakeByRefType());
        var key = Expression.Parameter(typeof(LocalStateKey));
        var body = new List<Expression> { Expression.Empty() };
        foreach (var field in live[state].OrderBy(field => field.MetadataToken))
        {
            HoistedLocals.Append(body, Expression.Field(machine, field), key, field, typeof(TStateMachine));
        }

        return Expression.Lambda<Describe1>(Expression.Block(body), machine, key).Compile();
    }
}
