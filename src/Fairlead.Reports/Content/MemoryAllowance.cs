namespace Fairlead.Reports.Content;

/// <summary>
/// Counts what a first pass keeps in memory for the second, over the whole report: one list may be long, or lists may be many.
/// </summary>
/// <param name="what">What is kept, for the refusal: "rules, files and invocations".</param>
internal sealed class MemoryAllowance(string what, string advice)
{
    /// <summary>Characters of all that is kept: 256 MiB.</summary>
    public const int MaxChars = 128 << 20;

    /// <summary>What an object weighs beside its texts, in characters.</summary>
    private const int ObjectChars = 32;

    public long Chars { get; private set; }

    /// <exception cref="ReportException">That was more than may be kept.</exception>
    public void Take(int objects, params ReadOnlySpan<string?> texts)
    {
        Chars += (long)objects * ObjectChars;
        foreach (var text in texts)
            Chars += text?.Length ?? 0;
        if (Chars > MaxChars)
            throw new ReportException(
                ReportFault.LimitExceeded,
                $"The report's {what} take more than the {MaxChars:N0} characters that are kept in memory.",
                null,
                advice);
    }
}
