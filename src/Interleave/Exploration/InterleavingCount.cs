using System.Numerics;
using System.Runtime.InteropServices;

namespace Interleave.Exploration;

/// <summary>Counts the maximal executions of a model: the paths of its state graph, exactly.</summary>
internal static class InterleavingCount
{
    /// <summary>The number of paths from the first state to states where an execution may end; null when the graph
    /// has a cycle.</summary>
    public static BigInteger? Of(StateGraph graph)
    {
        var order = TopologicalOrder(graph);
        if (order is null)
        {
            return null;
        }

        // 128 bits are enough for most models; widen until the sum fits.
        for (var limbs = 2; ; limbs *= 2)
        {
            if (TryCount(graph, order, limbs, out var count))
            {
                return count;
            }
        }
    }

    private static int[]? TopologicalOrder(StateGraph graph)
    {
        var incoming = new int[graph.States];
        for (var state = 0; state < graph.States; state++)
        {
            foreach (var next in graph.Successors(state))
            {
                incoming[next]++;
            }
        }

        if (incoming[0] != 0)
        {
            return null;
        }

        var order = new int[graph.States];
        var count = 1;
        for (var done = 0; done < count; done++)
        {
            foreach (var next in graph.Successors(order[done]))
            {
                if (--incoming[next] == 0)
                {
                    order[count++] = next;
                }
            }
        }

        return count == graph.States ? order : null;
    }

    private static bool TryCount(StateGraph graph, int[] order, int limbs, out BigInteger count)
    {
        count = 0;
        var paths = new ulong[(long)graph.States * limbs];
        var total = new ulong[limbs];
        paths[0] = 1;
        foreach (var state in order)
        {
            var here = paths.AsSpan(state * limbs, limbs);
            if (graph.MayEnd(state) && !TryAdd(total, here))
            {
                return false;
            }

            foreach (var next in graph.Successors(state))
            {
                if (!TryAdd(paths.AsSpan(next * limbs, limbs), here))
                {
                    return false;
                }
            }
        }

        count = new BigInteger(MemoryMarshal.AsBytes<ulong>(total), isUnsigned: true);
        return true;
    }

    private static bool TryAdd(Span<ulong> sum, ReadOnlySpan<ulong> addend)
    {
        UInt128 carry = 0;
        for (var i = 0; i < sum.Length; i++)
        {
            carry += (UInt128)sum[i] + addend[i];
            sum[i] = (ulong)carry;
            carry >>= 64;
        }

        return carry == 0;
    }
}
