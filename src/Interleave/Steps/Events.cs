namespace Interleave;

/// <summary>How processes tell monitors what happened.</summary>
public static class Events
{
    /// <summary>Tells the monitors of <paramref name="occurrence"/>. It happens together with the operation that the
    /// process executed last: nothing comes between.</summary>
    /// <param name="occurrence">An immutable value with value equality, such as a record.</param>
    public static void Emit(object occurrence) => StepExecution.Current.Emit(occurrence);
}
