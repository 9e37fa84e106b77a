namespace Interleave.Exploration.Dpor;

/// <summary>
/// The wakeup trees of all prefixes of the execution (Abdulla, Aronis, Jonsson, Sagonas: Source Sets, JACM 2017): what has
/// to be explored after a prefix, as sequences of moves that no sleeping move can be moved in front of. Following one
/// of them to its end, nothing is asleep any more, so that no execution is started in vain.
/// </summary>
internal sealed class WakeupTrees
{
    private Node[] nodes = new Node[256];
    private int count = 1;
    private int free;
    private int[] roots = new int[65];

    /// <summary>The first child of the root after a prefix; 0: the tree is empty.</summary>
    public int First(int prefix) => roots[prefix];

    /// <summary>A node.</summary>
    public ref readonly Node this[int node] => ref nodes[node];

    /// <summary>Makes the tree after a prefix empty.</summary>
    public void Clear(int prefix) => SetRoot(prefix, 0);

    /// <summary>Takes the first child of the root after a prefix out; its own children become the tree after one more event.</summary>
    public int Descend(int prefix)
    {
        var node = roots[prefix];
        roots[prefix] = nodes[node].Next;
        var key = nodes[node].Move.Key;
        SetRoot(prefix + 1, nodes[node].Child);
        Release(node);
        return key;
    }

    /// <summary>Appends a child to a node, or to the root after <paramref name="prefix"/> when the node is 0.</summary>
    public int Append(int prefix, int parent, in EventRecord move)
    {
        var node = free;
        if (node != 0)
        {
            free = nodes[node].Next;
        }
        else
        {
            if (count == nodes.Length)
            {
                Array.Resize(ref nodes, count * 2);
            }

            node = count++;
        }

        nodes[node] = new Node { Move = Transition.Of(in move) };
        ref var link = ref parent == 0 ? ref roots[prefix] : ref nodes[parent].Child;
        while (link != 0)
        {
            link = ref nodes[link].Next;
        }

        link = node;
        return node;
    }

    private void Release(int node)
    {
        nodes[node].Next = free;
        free = node;
    }

    private void SetRoot(int prefix, int node)
    {
        if (prefix >= roots.Length)
        {
            Array.Resize(ref roots, roots.Length * 2);
        }

        roots[prefix] = node;
    }

    /// <summary>A move of a wakeup tree.</summary>
    internal struct Node
    {
        public Transition Move;
        public int Child;
        public int Next;
    }
}
