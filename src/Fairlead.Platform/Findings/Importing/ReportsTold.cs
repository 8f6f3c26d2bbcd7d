using Fairlead.Reports;

namespace Fairlead.Platform.Findings.Importing;

/// <summary>What the reports of one import say of themselves, as if they were one.</summary>
internal sealed class ReportsTold
{
    private const int MaxWarnings = 100;
    private readonly List<string> _formats = [];
    private readonly List<string> _warnings = [];

    public string Format => string.Join(", ", _formats);

    /// <summary>UTC. The oldest; null where none states one.</summary>
    public DateTimeOffset? ReportedAt { get; private set; }

    /// <summary>Why absence means nothing: one report that is cut may have held anything.</summary>
    public string? Incomplete { get; private set; }

    public IReadOnlyList<string> Warnings => _warnings;

    /// <param name="name">Null where there is one report.</param>
    public void Add(ReportHeader header, ReportTrailer trailer, string? name)
    {
        if (!_formats.Contains(header.Format.Name))
            _formats.Add(header.Format.Name);
        if (ReportedAt is null || header.ReportedAt < ReportedAt)
            ReportedAt = header.ReportedAt ?? ReportedAt;
        if (trailer.Completeness is Completeness.Partial partial)
            Incomplete ??= Named(name, partial.Reason);
        _warnings.AddRange(trailer.Warnings.Take(MaxWarnings - _warnings.Count).Select(w => Named(name, w)));
    }

    private static string Named(string? name, string text) => name is null ? text : $"{name}: {text}";
}
