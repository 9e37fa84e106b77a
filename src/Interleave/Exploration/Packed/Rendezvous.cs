namespace Interleave.Exploration.Packed;

/// <summary>Lets one of several threads do something while the others stand still where that does no harm.</summary>
internal sealed class Rendezvous
{
    private readonly object gate = new();
    private int taking;
    private int standing;
    private volatile bool requested;

    /// <summary>The calling thread takes part from now on.</summary>
    public void Enter()
    {
        lock (gate)
        {
            taking++;
            StandStill();
        }
    }

    /// <summary>The calling thread takes part no longer.</summary>
    public void Leave()
    {
        lock (gate)
        {
            taking--;
            System.Threading.Monitor.PulseAll(gate);
        }
    }

    /// <summary>Says that the calling thread is where it may stand still.</summary>
    public void Pass()
    {
        if (requested)
        {
            lock (gate)
            {
                StandStill();
            }
        }
    }

    /// <summary>Does something while all others stand still. The calling thread is itself where it may stand still, since others
    /// may be first.</summary>
    public void Alone(Action action)
    {
        lock (gate)
        {
            StandStill();
            requested = true;
            try
            {
                while (standing < taking - 1)
                {
                    System.Threading.Monitor.Wait(gate);
                }

                action();
            }
            finally
            {
                requested = false;
                System.Threading.Monitor.PulseAll(gate);
            }
        }
    }

    private void StandStill()
    {
        while (requested)
        {
            standing++;
            System.Threading.Monitor.PulseAll(gate);
            System.Threading.Monitor.Wait(gate);
            standing--;
        }
    }
}
