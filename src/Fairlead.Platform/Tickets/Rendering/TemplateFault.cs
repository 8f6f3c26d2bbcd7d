namespace Fairlead.Platform.Tickets.Rendering;

/// <summary>One thing that is wrong with a template.</summary>
/// <param name="Part"><c>summary</c>, <c>body</c> or <c>dynamic</c>.</param>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based.</param>
internal sealed record TemplateFault(string Part, int Line, int Column, string Message, string? Fix);

/// <summary>A template wrote more than its budget.</summary>
internal sealed class TemplateLimitException(string message) : Exception(message);
