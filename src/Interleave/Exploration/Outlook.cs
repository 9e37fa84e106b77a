namespace Interleave.Exploration;

/// <summary>What is known of a state once its transitions have been visited.</summary>
internal enum Outlook
{
    /// <summary>Some process can step.</summary>
    Continues,

    /// <summary>An execution may end here: every process has finished or may wait. Handlers may still be able to strike.</summary>
    MayEnd,

    /// <summary>No process can step, and not every process has finished or may wait.</summary>
    Stuck,
}

/// <summary>What a unit of the system can do in a state; that of a state is what any of its units can do.</summary>
[Flags]
internal enum Ability : byte
{
    /// <summary>Nothing, and it need not.</summary>
    None,

    /// <summary>It can step, and that is not only something that the environment may do.</summary>
    Progress = 1,

    /// <summary>It has not finished and may not wait for ever.</summary>
    Unfinished = 2,
}
