namespace Fairlead.Jira;

/// <summary>What Jira said, in its own words: <c>{"errorMessages":[…],"errors":{"field":"…"}}</c>. Text from outside: show it as text.</summary>
/// <param name="FieldErrors">By field id, as in the request.</param>
public sealed record JiraError(IReadOnlyList<string> Messages, IReadOnlyDictionary<string, string> FieldErrors)
{
    public static JiraError None { get; } = new([], new Dictionary<string, string>());

    public static JiraError Of(string message) => new([message], new Dictionary<string, string>());

    public bool IsEmpty => Messages.Count == 0 && FieldErrors.Count == 0;

    /// <summary>All of it on one line.</summary>
    public override string ToString() =>
        string.Join("; ", Messages.Concat(FieldErrors.Select(e => $"{e.Key}: {e.Value}")));
}
