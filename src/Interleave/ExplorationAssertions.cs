using System.Globalization;
using System.Text;
using Interleave.Exploration;
using Interleave.Replay;
using Interleave.Sampling;

namespace Interleave;

/// <summary>What a unit test says of an exploration. A test that fails shows the simplest execution that breaks what it says, line
/// by line. For any test framework; xunit counts the exception as a failed assertion.</summary>
public static class ExplorationAssertions
{
    /// <summary>Every reachable state was visited, and no invariant is violated.</summary>
    /// <returns>The result, for what else there is to say of it.</returns>
    /// <exception cref="ExplorationFailedException">An invariant is violated, or the search was not complete, or it could not judge
    /// all invariants.</exception>
    public static ExplorationResult ShouldHold(this ExplorationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Search.Violated.Count > 0)
        {
            throw new ExplorationFailedException(string.Join("\n\n", result.Search.Violated.Select(invariant => Describe(result, invariant))));
        }

        if (!result.Search.Complete)
        {
            throw new ExplorationFailedException($"nothing is violated so far, but the search was stopped by {result.Search.StoppedBy} after {result.Search.States} states: every execution of up to {result.Search.CompleteDepth} operations was examined, and no more");
        }

        return result;
    }

    /// <summary>An invariant is violated.</summary>
    /// <param name="result">The exploration.</param>
    /// <param name="invariant">Its name.</param>
    /// <returns>The simplest execution that violates it.</returns>
    /// <exception cref="ExplorationFailedException">It is not, or others are.</exception>
    public static Witness ShouldViolate(this ExplorationResult result, string invariant)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (!result.Search.Violated.Contains(invariant))
        {
            throw new ExplorationFailedException($"{invariant} was expected to be violated, and is not in {result.Search.States} states{(result.Search.Complete ? ", which are all" : "")}");
        }

        return result.Witnesses.TryGetValue(invariant, out var witness)
            ? witness
            : throw new ExplorationFailedException($"{invariant} is violated, but the search for an execution that shows it was stopped");
    }

    /// <summary>No sampled execution violates an invariant, which says nothing of those that were not sampled.</summary>
    /// <exception cref="ExplorationFailedException">One does.</exception>
    public static SampleResult ShouldFindNothing(this SampleResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Witnesses.Count == 0 ? result : throw new ExplorationFailedException(string.Join("\n\n", result.Witnesses.Select(found =>
            $"{found.Key} is violated in execution {found.Value.Run.ToString(CultureInfo.InvariantCulture)} of seed {result.Seed.ToString(CultureInfo.InvariantCulture)}\n{TraceText.Of(result.Model, found.Value.Witness, found.Key)}")));
    }

    private static string Describe(ExplorationResult result, string invariant)
    {
        var text = new StringBuilder(invariant).Append(" is violated");
        return result.Witnesses.TryGetValue(invariant, out var witness)
            ? text.Append('\n').Append(TraceText.Of(result.Model, witness, invariant)).ToString()
            : text.Append("; the search for an execution that shows it was stopped").ToString();
    }
}

/// <summary>What xunit takes for a failed assertion, whichever assembly it comes from.</summary>
#pragma warning disable CA1040 // a marker is what is meant: xunit looks for its name
public interface IAssertionException;
#pragma warning restore CA1040

/// <summary>An exploration does not show what a test says.</summary>
public sealed class ExplorationFailedException : Exception, IAssertionException
{
    /// <summary>Without a message.</summary>
    public ExplorationFailedException()
    {
    }

    /// <summary>With what was found instead.</summary>
    public ExplorationFailedException(string message)
        : base(message)
    {
    }

    /// <summary>With what was found instead, and a cause.</summary>
    public ExplorationFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
