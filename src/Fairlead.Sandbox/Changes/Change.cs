using Fairlead.Sandbox.People;

namespace Fairlead.Sandbox.Changes;

/// <summary>One entry of an issue's history.</summary>
internal sealed record Change(long Id, Account Author, DateTimeOffset At, IReadOnlyList<ChangeItem> Items);

/// <param name="FieldId">Null for what is no field, such as a link.</param>
internal sealed record ChangeItem(
    string Field, string? FieldId, bool IsCustom, string? From, string? FromText, string? To, string? ToText)
{
    /// <summary>The old value as JQL compares it, where JQL asks for the field's history; else empty, as for no value.</summary>
    public IReadOnlyList<string> FromTerms { get; init; } = [];

    public IReadOnlyList<string> ToTerms { get; init; } = [];
}
