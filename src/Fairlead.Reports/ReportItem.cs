namespace Fairlead.Reports;

/// <summary>
/// One entry of a report: a <see cref="ReportFinding"/>, or a <see cref="ReportProblem"/> where the entry could not be read.
/// </summary>
public abstract record ReportItem
{
    private protected ReportItem()
    {
    }
}

/// <summary>One entry that could not be read. The entries around it are not affected.</summary>
/// <param name="Place">Where: a JSON path (<c>$.runs[0].results[17].ruleId</c>) or <c>row 12, column 3</c>.</param>
/// <param name="Line">The line of the file, from 1; null where the place says it or no line is known.</param>
/// <param name="Message">What is wrong, in plain words; quotes at most 80 characters of the report.</param>
public sealed record ReportProblem(string Place, long? Line, string Message) : ReportItem
{
    /// <summary>Place and line, for a sentence.</summary>
    internal string Where => Line is { } line ? $"{Place}, line {line}" : Place;
}
