namespace Interleave.Automata;

/// <summary>Numbers lists of events, from 1; equal lists have equal numbers. 0 is the empty list.</summary>
internal sealed class EventLists
{
    private readonly List<object[]> lists = [[]];
    private readonly Dictionary<object[], int> numbers = new(ObjectsComparer.Instance);

    /// <summary>Number of lists, with the empty one.</summary>
    public int Count => lists.Count;

    /// <summary>The list with a number.</summary>
    public IReadOnlyList<object> this[int number] => lists[number];

    /// <summary>The number of a list.</summary>
    public int NumberOf(object[] events)
    {
        if (!numbers.TryGetValue(events, out var number))
        {
            number = lists.Count;
            lists.Add(events);
            numbers.Add(events, number);
        }

        return number;
    }
}
