namespace Fairlead.Reports.Content;

/// <summary>The bounds that are not settings, and the refusals that go with them.</summary>
internal static class Limits
{
    public const int TitleChars = 1_000;
    public const int TextChars = 64 * 1024;
    public const int WordChars = 4_096;
    public const int IdentityChars = 1_024;
    public const int UrlChars = 2_048;
    public const int Urls = 50;
    public const int ListItems = 200;
    public const int Warnings = 100;

    /// <summary>Entries that could not be read before the whole file is given up.</summary>
    public const int Problems = 10_000;

    public static ReportException FileTooLarge(long maxBytes) => new(
        ReportFault.LimitExceeded,
        $"The file is larger than {maxBytes:N0} bytes.",
        null,
        "Split the report, or raise the limit.");
}
