namespace Interleave.Kernel;

/// <summary>The list of all tasks, for <c>for_each_process_thread()</c> under <c>rcu_read_lock()</c>.</summary>
/// <remarks>Whether a task is on the list is a cell of the task: links are left out, since tasks are never moved, and a
/// walk that comes to a task finds it or does not. A task that has left the list is not freed before the walks that began
/// earlier are over.</remarks>
public sealed class TaskList : IModelObject
{
    private readonly Machine machine;

    internal TaskList(Machine machine)
    {
        this.machine = machine;
        Rcu = new Rcu(machine.Model, "rcu readers");
    }

    /// <summary>What protects a walk.</summary>
    public Rcu Rcu { get; }

    /// <summary>Whether a walk that comes to a task finds it.</summary>
    public static async Step<bool> Has(TaskStruct task) => await task.Listed.ReadOnce() != 0;

    /// <summary>Links a new task, at the end of <c>copy_process()</c>.</summary>
    internal async Step Add(TaskStruct task)
    {
        if (machine.Subsystem is { WalksTaskList: true })
        {
            await task.Listed.WriteOnce(1);
        }
    }

    /// <summary>Unlinks a task, in <c>release_task()</c>.</summary>
    internal async Step Remove(TaskStruct task)
    {
        if (machine.Subsystem is { WalksTaskList: true })
        {
            await task.Listed.WriteOnce(0);
            Events.Emit(new TaskReleased(task));
        }
    }
}
