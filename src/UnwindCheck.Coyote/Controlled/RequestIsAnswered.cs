using Interleave.Coyote;
using Microsoft.Coyote.Specifications;
using UnwindCheck.Models.Invariants;
using Monitor = Microsoft.Coyote.Specifications.Monitor;

namespace UnwindCheck.Coyote;

/// <summary>
/// A request that promises a callback gets it: <c>callback-lost</c> as Coyote checks liveness, hot from the request to the
/// callback. Coyote reports it when the program ends while it is hot; and, as no assertion can, when a fair execution that
/// does not end has been hot for too many steps. That is a guess of Coyote's, and it says so.
/// </summary>
internal sealed class RequestIsAnswered : Monitor
{
    /// <summary>Watches a run, from inside the body of a Coyote test.</summary>
    internal sealed class Observer(CallbackLost callbacks)
    {
        private readonly List<Stitch> promised = [];
        private bool hot;

        /// <summary>Whether a callback is missing.</summary>
        public bool IsHot => hot;

        /// <summary>Takes note of a move.</summary>
        public void Note(CoyoteRun run)
        {
            if (run.StateOf(callbacks) is not CallbackLost.Stitches { Promises.Open: var open } stitches)
            {
                // The task is gone, and with it all hope.
                Heat();
                return;
            }

            // The oldest promise is what keeps it hot: one that is never kept will be the oldest, and others that come
            // and go must not cool it then.
            var oldest = promised.FirstOrDefault();
            promised.RemoveAll(promise => !open.Contains(promise) || (run.HasEnded && stitches.IsQueued(promise)));
            promised.AddRange(open.Items.Where(promise => !promised.Contains(promise) && !(run.HasEnded && stitches.IsQueued(promise))));
            if (oldest is not null && promised.FirstOrDefault() != oldest)
            {
                Cool();
            }

            if (promised.Count > 0)
            {
                Heat();
            }
        }

        private void Heat()
        {
            if (!hot)
            {
                Specification.Monitor<RequestIsAnswered>(new Promised());
            }

            hot = true;
        }

        private void Cool()
        {
            Specification.Monitor<RequestIsAnswered>(new Kept());
            hot = false;
        }
    }

    private sealed class Promised : Event;

    private sealed class Kept : Event;

    [Start]
    [Cold]
    [OnEventGotoState(typeof(Promised), typeof(Waiting))]
    private sealed class Answered : State;

    [Hot]
    [OnEventGotoState(typeof(Kept), typeof(Answered))]
    private sealed class Waiting : State;
}
