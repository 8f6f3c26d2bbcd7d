namespace Fairlead.Reports;

/// <summary>The bounds of reading one report. The defaults suit a server; memory use is bounded by them, not by the file's size.</summary>
public sealed record ReportOptions
{
    public static ReportOptions Default { get; } = new();

    /// <summary>Bytes of the file; more is "Limit exceeded". Default 8 GiB; a server sets its own upload limit first.</summary>
    public long MaxBytes { get; init; } = 8L << 30;

    /// <summary>Bytes of one finding in the file; a larger one becomes a problem of its own. Default 16 MiB.</summary>
    public int MaxItemBytes { get; init; } = 16 << 20;

    /// <summary>Nesting of JSON; more is "JSON too deep". Default 64.</summary>
    public int MaxDepth { get; init; } = 64;
}
