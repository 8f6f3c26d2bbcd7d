namespace Fairlead.Sandbox.Fields;

/// <summary>A field's value is refused; the message goes under the field's id in <c>errors</c>.</summary>
/// <param name="under">Where Jira puts it instead; null for the field's id.</param>
internal sealed class FieldRefusal(string message, string? reason = null, string? under = null) : Exception(message)
{
    public string? Reason => reason;

    public string? Under => under;
}
