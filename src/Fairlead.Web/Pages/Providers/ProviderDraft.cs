using Fairlead.Client.Providers;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Providers;

/// <summary>A provider app as it was typed.</summary>
public sealed record ProviderDraft(string Key, string Name, IReadOnlyList<ProviderScope> Scopes)
{
    public static ProviderDraft Empty { get; } = new("", "", Enum.GetValues<ProviderScope>());

    internal static ProviderDraft Read(IFormCollection form) => new(
        Forms.Text(form, "key").Trim(),
        Forms.Text(form, "provider").Trim(),
        [.. Enum.GetValues<ProviderScope>().Where(s => form.ContainsKey(FindingsView.WordOf(s)))]);
}
