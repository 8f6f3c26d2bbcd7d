using Fairlead.Client.Notifications;
using Fairlead.Platform.Http;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Notifications;

/// <summary>A receiver as it was typed.</summary>
/// <param name="Kind"><see langword="null"/> when it is none that there is.</param>
public sealed record ReceiverDraft(string Name, ReceiverKind? Kind, string Target, bool Troubles)
{
    /// <summary>Why it is not added; <see langword="null"/> when nobody asked.</summary>
    public Problem? Problem { get; init; }

    public static ReceiverDraft Empty { get; } = new("", ReceiverKind.Webhook, "", false);

    internal static ReceiverDraft Read(IFormCollection form) => new(
        Forms.Text(form, "receiver").Trim(),
        Enum.GetValues<ReceiverKind>().Cast<ReceiverKind?>().FirstOrDefault(k => FindingsView.WordOf(k!.Value) == form["kind"]),
        Forms.Text(form, "target").Trim(),
        form.ContainsKey("troubles"));
}
