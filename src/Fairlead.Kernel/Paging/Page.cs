namespace Fairlead.Kernel.Paging;

/// <summary>One page of a list that is read by cursor.</summary>
/// <param name="Next">Opaque cursor of the following page; <see langword="null"/> on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
