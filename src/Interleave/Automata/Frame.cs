using System.Reflection;
using System.Runtime.CompilerServices;

namespace Interleave.Automata;

/// <summary>A suspended method: its state machine in a box that can be copied, resumed and described.</summary>
internal abstract class Frame
{
    /// <summary>The compiler-generated type of the state machine.</summary>
    public abstract Type MachineType { get; }

    /// <summary>A copy that can be resumed without changing this frame.</summary>
    public abstract Frame Clone();

    /// <summary>Runs the method on.</summary>
    public abstract void Resume();

    /// <summary>Appends what distinguishes this frame from others: the method, where it stands, its live locals.</summary>
    public abstract void Describe(LocalStateKey key);
}

/// <summary>A <see cref="Frame"/> around a state machine of type <typeparamref name="TStateMachine"/>.</summary>
/// <typeparam name="TStateMachine">A struct in optimised builds, a class in others.</typeparam>
internal sealed class Frame<TStateMachine> : Frame
    where TStateMachine : IAsyncStateMachine
{
    private static readonly Func<object, object> ShallowCopy = typeof(object)
        .GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!
        .CreateDelegate<Func<object, object>>();

    private static readonly FrameDescriber<TStateMachine> Describer = FrameDescriber<TStateMachine>.Create();

    private TStateMachine machine;

    public Frame(TStateMachine machine) => this.machine = machine;

    public override Type MachineType => typeof(TStateMachine);

    public override Frame Clone() =>
        new Frame<TStateMachine>(typeof(TStateMachine).IsValueType ? machine : (TStateMachine)ShallowCopy(machine));

    public override void Resume() => machine.MoveNext();

    public override void Describe(LocalStateKey key) => Describer.Describe(ref machine, key);
}
