using Fairlead.Kernel;

namespace Fairlead.Web.Pages.Secrets;

/// <summary>A rule of the list.</summary>
/// <param name="Problem">Why it finds nothing though it is enabled; <see langword="null"/>: nothing is wrong.</param>
/// <param name="AddedBy">Who added or changed it last; <see langword="null"/>: it came with Fairlead.</param>
public sealed record SecretRuleRow(string Id, string Title, string Vendor, Severity Severity, bool IsEnabled, string? Problem, string? AddedBy);
