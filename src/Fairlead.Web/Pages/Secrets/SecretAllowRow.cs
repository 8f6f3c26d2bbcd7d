using Fairlead.Kernel.Identity;

namespace Fairlead.Web.Pages.Secrets;

/// <summary>An entry of the allow list.</summary>
/// <param name="What">The mask of a value, or the name of a list.</param>
/// <param name="List">What a list says; <see langword="null"/>: it is of a value.</param>
public sealed record SecretAllowRow(
    SecretAllowId Id, string What, string? List, string Where, string Reason, string AddedBy, DateTimeOffset AddedAt, DateTimeOffset? ExpiresAt, bool IsExpired);

/// <summary>An entry as it was typed, but for the value, which is not sent back.</summary>
public sealed record SecretAllowDraft(string List, string Rule, string Connection, string Project, string Reason, string Until)
{
    public static readonly SecretAllowDraft Empty = new("", "", "", "", "", "");
}
