namespace Fairlead.Jira.RichText;

/// <param name="WasCut">Whether anything was left out; the document then ends with a line that says so.</param>
public sealed record BudgetedDocument(RichDocument Document, bool WasCut);

/// <summary>Cuts a document to what Jira accepts.</summary>
public static class RichTextBudget
{
    /// <summary>Jira's limit of a rich text field, counted in its own stored text.</summary>
    public const int JiraLimit = 32_767;

    /// <summary>The limit less a reserve for what Jira adds when it converts.</summary>
    public const int DefaultLimit = 30_000;

    public static BudgetedDocument Fit(RichDocument document, int limit = DefaultLimit) => throw new InvalidOperationException();
}
