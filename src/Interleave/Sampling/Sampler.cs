using System.Diagnostics;
using System.Numerics;
using Interleave.Automata;
using Interleave.Exploration;
using Interleave.Exploration.Reduced;

namespace Interleave.Sampling;

/// <summary>Runs executions one after the other, each chosen at random by a strategy.</summary>
internal sealed class Sampler : IDisposable
{
    /// <summary>Random walks that show how long executions are.</summary>
    private const int Probes = 64;

    private readonly TransitionSystem system;
    private readonly SampleOptions options;
    private readonly Successors successors;
    private readonly SpinDetector spins = new();
    private readonly FingerprintTable visited = new();
    private readonly Dictionary<ulong, SampledWitness> witnesses = [];
    private readonly Dictionary<ulong, long> violating = [];
    private readonly LoopCount spinLoops = new();
    private readonly LoopCount endlessLoops = new();
    private readonly Dictionary<(int Process, uint Local), int> busy = [];
    private readonly List<Move> moves = [];
    private readonly List<int> candidates = [];
    private readonly uint[] state;
    private long steps;
    private long cut;
    private long longer;
    private int longest;

    public Sampler(TransitionSystem system, SampleOptions options)
    {
        this.system = system;
        this.options = options;
        successors = new Successors(system.Width);
        state = new uint[system.Width];
    }

    /// <summary>Runs all executions.</summary>
    public SampleResult Run()
    {
        var clock = Stopwatch.StartNew();
        var assumed = options.Strategy == SamplingStrategy.Pct ? LongestProbe() : int.MaxValue;
        ISamplingStrategy strategy = options.Strategy switch
        {
            SamplingStrategy.Pct => new PctStrategy(system.Rows.Length, assumed, options.Depth),
            SamplingStrategy.Pos => new PosStrategy(system),
            _ => new RandomWalkStrategy(),
        };
        var runs = 0L;
        var lately = new Lately(this);
        for (; runs < options.Runs && !(options.StopAtViolation && violating.Count > 0); runs++)
        {
            if (options.Cancellation.IsCancellationRequested || clock.Elapsed > options.TimeLimit)
            {
                break;
            }

            lately.Note(runs);
            RunOne(strategy, options.FirstRun + runs);
            longer += moves.Count > assumed ? 1 : 0;
            options.Progress?.Invoke(runs + 1);
        }

        var (newStates, newSteps) = lately.Since(runs);
        return new SampleResult
        {
            Model = system.Model,
            Strategy = options.Strategy,
            Seed = options.Seed,
            Runs = runs,
            Steps = steps,
            LongestRun = longest,
            Cut = cut,
            Witnesses = witnesses.ToDictionary(found => NameOf(found.Key), found => found.Value, StringComparer.Ordinal),
            Violations = violating.ToDictionary(found => NameOf(found.Key), found => found.Value, StringComparer.Ordinal),
            Coverage = new SampleCoverage(visited.Count, newStates, system.LocalStates, system.Automata.Transitions.Count, newSteps, ProcessesCovered()),
            Bound = options.Strategy == SamplingStrategy.Pct ? new PctBound(system.Rows.Length, assumed, options.Depth, runs, longer) : null,
            SpinLoops = spinLoops.Found,
            EndlessLoops = endlessLoops.Found,
            Elapsed = clock.Elapsed,
        };
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => visited.Dispose();

    private int LongestProbe()
    {
        var walk = new RandomWalkStrategy();
        var most = 1;
        for (var probe = 1; probe <= Probes && !options.Cancellation.IsCancellationRequested; probe++)
        {
            RunOne(walk, -probe);
            most = Math.Max(most, moves.Count);
        }

        // What the walks have found is found again, or not, by the executions that count.
        witnesses.Clear();
        violating.Clear();
        spinLoops.Clear();
        endlessLoops.Clear();
        (steps, cut, longest) = (0, 0, 0);
        return most;
    }

    private void RunOne(ISamplingStrategy strategy, long run)
    {
        var random = SampleRandom.Of(options.Seed, run);
        system.Initial.CopyTo(state, 0);
        var fingerprint = Fingerprint.Of(state);
        var cost = new WitnessCost(system);
        var violated = 0UL;
        moves.Clear();
        busy.Clear();
        strategy.Begin(ref random);
        spins.Begin(fingerprint);
        visited.Add(fingerprint);
        Report(system.InitialViolations);
        for (var step = 0; ; step++)
        {
            if (step == options.MaxSteps)
            {
                cut++;
                var busiest = busy.MaxBy(entry => entry.Value).Key;
                endlessLoops.Add(system.Model.Processes[busiest.Process], system.Automata.SiteOf(busiest.Local), run);
                break;
            }

            successors.Clear();
            var visitor = new Collector(successors);
            var outlook = system.Expand(state, fingerprint, ref visitor);
            if (outlook != Outlook.Continues)
            {
                Report(outlook == Outlook.Stuck ? system.AtStuck(state) : system.AtEnd(state));
            }

            if (successors.Count == 0)
            {
                break;
            }

            if (!FindCandidates())
            {
                // Whoever can step spins: round and round, and nobody is to blame but the processes.
                var stem = moves.Count;
                moves.AddRange(spins.Cycle);
                Report(Invariants.Livelock, stem);
                break;
            }

            var index = MoveOf(strategy.Choose(state, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(candidates), ref random), ref random);
            var move = successors.MoveAt(index);
            cost.Add(state, successors, move);
            moves.Add(move);
            strategy.Executed(state, move, step, ref random);
            var local = state[system.Locals + move.Process];
            if (step >= options.MaxSteps / 2)
            {
                busy[(move.Process, local)] = busy.GetValueOrDefault((move.Process, local)) + 1;
            }

            Report(successors.ViolationsAt(index));
            successors.StateAt(index).CopyTo(state);
            fingerprint = successors.FingerprintAt(index);
            visited.Add(fingerprint);
            if (spins.Moved(move, fingerprint))
            {
                strategy.Spins(move.Process);
                spinLoops.Add(system.Model.Processes[move.Process], system.Automata.SiteOf(local), run);
            }
        }

        steps += moves.Count;
        longest = Math.Max(longest, moves.Count);

        void Report(ulong violations, int? cycle = null)
        {
            for (violations &= ~violated; violations != 0; violations &= violations - 1)
            {
                var bit = violations & (~violations + 1);
                violated |= bit;
                violating[bit] = violating.GetValueOrDefault(bit) + 1;
                if (!witnesses.ContainsKey(bit))
                {
                    witnesses.Add(bit, new SampledWitness(run, new Witness([.. moves], cost.Preemptions, cost.Interrupts, cost.Failures) { CycleStart = cycle }));
                }
            }
        }
    }

    /// <summary>The processes that can go on and do not spin. False when all that can step spin and only strikes are left, if any.</summary>
    private bool FindCandidates()
    {
        candidates.Clear();
        var (steppers, fresh) = (0, 0);
        for (var i = 0; i < successors.Count; i++)
        {
            var move = successors.MoveAt(i);
            if (candidates.Count > 0 && candidates[^1] == move.Process)
            {
                continue;
            }

            var spinsHere = !move.IsStrike && spins.IsSpinning(move.Process);
            steppers += move.IsStrike ? 0 : 1;
            fresh += move.IsStrike || spinsHere ? 0 : 1;
            if (!spinsHere && !candidates.Contains(move.Process))
            {
                candidates.Add(move.Process);
            }
        }

        return steppers == 0 || fresh > 0;
    }

    /// <summary>One of the moves of a process: alternatives are equally likely.</summary>
    private int MoveOf(int process, ref SampleRandom random)
    {
        var (first, alternatives) = (-1, 0);
        for (var i = 0; i < successors.Count; i++)
        {
            if (successors.MoveAt(i).Process == process)
            {
                first = first < 0 ? i : first;
                alternatives++;
            }
        }

        var wanted = alternatives == 1 ? 0 : random.Below(alternatives);
        for (var i = first; ; i++)
        {
            if (successors.MoveAt(i).Process == process && wanted-- == 0)
            {
                return i;
            }
        }
    }

    private string NameOf(ulong bit) => system.Invariants.Names[BitOperations.TrailingZeroCount(bit)];

    private List<ProcessCoverage> ProcessesCovered()
    {
        var reach = new LocalReach(system);
        return
        [
            .. system.Model.Processes.Select(process =>
            {
                var reached = reach.Of(process.Index);
                var operations = reached.Select(local => (Site: system.Automata.SiteOf(local), system.Automata.Operations[local].Kind));
                return new ProcessCoverage(process, reached.Count, operations.Select(met => (met.Site.File, met.Site.Line, met.Site.Target, met.Kind)).Distinct().Count());
            }),
        ];
    }

    private readonly struct Collector(Successors into) : ITransitionVisitor
    {
        public void Visit(ReadOnlySpan<uint> next, ulong fingerprint, Move move, ulong violations) => into.Add(next, fingerprint, move, violations);
    }

    /// <summary>Remembers what was covered a tenth of the executions ago.</summary>
    private sealed class Lately(Sampler sampler)
    {
        private readonly List<(long Run, long States, int Steps)> marks = [];

        public void Note(long run)
        {
            // At 0, 1, 2 … and then at every hundredth.
            if (run < 100 || run % Math.Max(1, sampler.options.Runs / 100) == 0)
            {
                marks.Add((run, sampler.visited.Count, sampler.system.Automata.Transitions.Count));
            }
        }

        public (long States, int Steps) Since(long runs)
        {
            var (_, states, steps) = marks.LastOrDefault(mark => mark.Run <= runs - (runs / 10) && mark.Run < runs);
            return (sampler.visited.Count - states, sampler.system.Automata.Transitions.Count - steps);
        }
    }
}
