namespace Fairlead.Sandbox.Fields;

/// <summary>A field's value is refused; the message goes under the field's id in <c>errors</c>.</summary>
internal sealed class FieldRefusal(string message, string? reason = null) : Exception(message)
{
    public string? Reason => reason;
}
