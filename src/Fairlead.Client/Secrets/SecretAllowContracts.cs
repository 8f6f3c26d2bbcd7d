using Fairlead.Kernel.Identity;

namespace Fairlead.Client.Secrets;

/// <summary>Allows what may stand in Jira: one exact value, or each list of a file.</summary>
/// <param name="Reason">Why; one line, 500 characters at most.</param>
/// <param name="Value">An exact text, of which only a keyed hash and a mask are kept. Either this or a list.</param>
/// <param name="Rule">The value only where this rule finds it; null: whichever does.</param>
/// <param name="List">A file with allow lists, as <c>fairlead secrets scan --allow</c> takes it; each becomes an entry.</param>
/// <param name="Connection">Only in this Jira, by name or id; null: in each.</param>
/// <param name="Project">Only in this project of it, by key or id; null: in each.</param>
/// <param name="ExpiresAt">From then on it is told again; null: it is allowed until the entry is removed.</param>
public sealed record SecretAllowRequest(
    string Reason, string? Value = null, string? Rule = null, string? List = null, string? Connection = null, string? Project = null, DateTimeOffset? ExpiresAt = null);

/// <summary>What may stand.</summary>
/// <param name="What">For people, without the value: its mask and rule, or the name of the list.</param>
/// <param name="Masked">Of a value its first four characters at most, and its length; null: the list says what.</param>
/// <param name="List">A file with one allow list; null: it is of a value.</param>
/// <param name="Connection">Null: in every Jira.</param>
/// <param name="Project">Its key when the entry was added; null: in every project.</param>
/// <param name="Expired">It allows nothing any more.</param>
public sealed record SecretAllowResponse(
    SecretAllowId Id, string What, string? Masked, string? Rule, string? List, string? Connection, string? Project, string Reason, string AddedBy, DateTimeOffset AddedAt,
    DateTimeOffset? ExpiresAt, bool Expired);
