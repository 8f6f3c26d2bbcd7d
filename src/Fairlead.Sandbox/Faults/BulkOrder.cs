namespace Fairlead.Sandbox.Faults;

/// <summary>In which order a bulk create takes its elements.</summary>
internal static class BulkOrder
{
    public static IEnumerable<int> Of(FaultBehaviour? fault, int count) => fault switch
    {
        FaultBehaviour.BulkPartial { Seed: { } seed } => Random(count, seed),
        FaultBehaviour.BulkAnswer { Lie: BulkLie.Reordered } reordered => Random(count, reordered.Seed),
        _ => Enumerable.Range(0, count),
    };

    /// <summary>The same for the same seed, and never the order of the request where there are two.</summary>
    public static IReadOnlyList<int> Random(int count, int seed)
    {
        var order = Enumerable.Range(0, count).ToArray();
        new Random(seed).Shuffle(order);
        if (order.Length > 1 && order.SequenceEqual(Enumerable.Range(0, count)))
            (order[0], order[1]) = (order[1], order[0]);
        return order;
    }
}
