namespace Interleave.Kernel;

/// <summary>A buffer that a task may allocate: the variable that points to it and the memory behind.</summary>
public sealed class TaskBuffer : IModelObject
{
    internal TaskBuffer(Model model, string name)
    {
        Address = model.Cell(name);
        Memory = model.Region("*" + name);
        Contents = model.Cell64(name + "[]", 0, Memory);
    }

    /// <summary>0 for NULL, else 1.</summary>
    public Cell Address { get; }

    /// <summary>What it points to.</summary>
    public Region Memory { get; }

    /// <summary>The contents, as <see cref="UserTrace.Packed"/>.</summary>
    public Cell64 Contents { get; }
}
