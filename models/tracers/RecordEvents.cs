using Interleave.Kernel;

namespace UnwindCheck.Models.Tracers;

/// <summary>A tracer wrote a sample with a cookie in place of the user stack.</summary>
public sealed record SampleRecorded(Tracer Tracer, TaskStruct Task, ulong Cookie);

/// <summary>A tracer wrote the user stack that a callback was handed.</summary>
public sealed record StackRecorded(Tracer Tracer, TaskStruct Task, ulong Cookie, UserTrace Stack);

/// <summary>A tracer's buffer was full: a record of a task is lost.</summary>
public sealed record RecordLost(Tracer Tracer, TaskStruct Task, ulong Cookie);
