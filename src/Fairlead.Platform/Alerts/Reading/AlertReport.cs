using Fairlead.Kernel;

namespace Fairlead.Platform.Alerts.Reading;

/// <summary>One alert as a tool reported it; every text is clean and bounded.</summary>
internal sealed record AlertReport
{
    public required string Source { get; init; }

    public required string Rule { get; init; }

    public required string Title { get; init; }

    public required Severity Severity { get; init; }

    public required string Asset { get; init; }

    public string? Cluster { get; init; }

    public string? Namespace { get; init; }

    public string? Workload { get; init; }

    public string? Process { get; init; }

    public string? Resource { get; init; }

    public string? Operation { get; init; }

    public string? Action { get; init; }

    public string? Message { get; init; }

    /// <summary>Null where none is stated, or one that cannot be.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>What was not understood, such as an unknown severity.</summary>
    public string? Remark { get; init; }

    public required IReadOnlyDictionary<string, string> Sample { get; init; }

    /// <summary>What is the same in all repeats.</summary>
    public IReadOnlyList<string?> Identity => [Source, Rule, Asset, Process ?? Resource];
}

/// <summary>What one item of a request is.</summary>
internal abstract record AlertReading
{
    private AlertReading()
    {
    }

    public sealed record Taken(AlertReport Report) : AlertReading;

    /// <summary>Something else that the tool writes beside its alerts, such as telemetry.</summary>
    public sealed record NoAlert : AlertReading;

    public sealed record Refused(string Reason) : AlertReading;
}
