using System.Diagnostics;

namespace Interleave.Exploration.Checkpoints;

/// <summary>When a search writes checkpoints, and what it goes on from.</summary>
internal sealed class CheckpointSchedule
{
    private readonly SearchOptions options;
    private readonly TransitionSystem system;
    private readonly string search;
    private readonly byte[] digest = [];
    private readonly Stopwatch sinceLast = new();

    /// <param name="system">The states and transitions.</param>
    /// <param name="options">Where checkpoints are, and how often they are written.</param>
    /// <param name="search">What kind of search this is, in words: one goes on only from its own kind.</param>
    public CheckpointSchedule(TransitionSystem system, SearchOptions options, string search)
    {
        this.options = options;
        this.system = system;
        this.search = search;
        if (options.CheckpointTo is not null || options.ResumeFrom is not null)
        {
            digest = ModelDigest.Of(system);
        }
    }

    /// <summary>Time spent before the checkpoint that the search goes on from.</summary>
    public TimeSpan Before { get; private set; }

    /// <summary>Why the last checkpoint could not be written, or null. The search is worth more than its checkpoints.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether it is time to write one.</summary>
    public bool IsDue => options.CheckpointTo is not null && sinceLast.Elapsed >= options.CheckpointEvery;

    /// <summary>Reads the checkpoint that the search is to go on from; false when it begins at the beginning.</summary>
    /// <exception cref="CheckpointException">It cannot be used.</exception>
    public bool Restore(Action<CheckpointReader> contents)
    {
        sinceLast.Restart();
        if (options.ResumeFrom is not { } path)
        {
            return false;
        }

        CheckpointFile.Read(path, search, digest, reader =>
        {
            Before = new TimeSpan(reader.ReadInt64());
            AutomataHistory.Restore(reader, system, path);
            contents(reader);
        });
        return true;
    }

    /// <summary>Writes a checkpoint, if any are wanted.</summary>
    public void Save(TimeSpan elapsed, Action<CheckpointWriter> contents)
    {
        if (options.CheckpointTo is not { } path)
        {
            return;
        }

        try
        {
            CheckpointFile.Write(path, search, digest, writer =>
            {
                writer.Write((Before + elapsed).Ticks);
                AutomataHistory.Write(writer, system);
                contents(writer);
            });
            Problem = null;
        }
        catch (CheckpointException exception)
        {
            Problem = exception.Message;
        }

        sinceLast.Restart();
    }
}
