namespace Fairlead.Platform.Findings;

/// <summary>A finding as a report of Fairlead's own form names it: by an id of its own.</summary>
/// <param name="Asset">As the report names it.</param>
/// <param name="Scanner">As the report names it.</param>
internal readonly record struct ReportedId(string Asset, string Scanner, string Id);
