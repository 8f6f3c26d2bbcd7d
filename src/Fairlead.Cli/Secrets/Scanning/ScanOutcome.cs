namespace Fairlead.Cli.Secrets.Scanning;

/// <summary>What came of one file, of standard input, or of some lines of one.</summary>
internal sealed class ScanOutcome
{
    public List<FoundSecret> Found { get; } = [];

    /// <summary>How many files, or texts of lines of JSON, were looked at.</summary>
    public long Texts { get; set; }

    public long Bytes { get; set; }

    public bool IsBinary { get; set; }

    /// <summary>What was to be scanned and was not, a sentence each without its full stop.</summary>
    public List<string> Missed { get; } = [];

    /// <summary>Lines that hold no text to scan, a sentence each without its full stop.</summary>
    public List<string> BadLines { get; } = [];

    /// <summary>Of rules on trial.</summary>
    public long OnTrial { get; set; }

    /// <summary>Allowed by a comment on their line.</summary>
    public long Allowed { get; set; }

    /// <summary>Allowed by a list, by the list's name, once for each.</summary>
    public List<string> AllowedBy { get; } = [];

    /// <summary>In the baseline.</summary>
    public long Known { get; set; }
}
