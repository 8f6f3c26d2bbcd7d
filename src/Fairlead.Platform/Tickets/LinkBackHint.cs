using Fairlead.Platform.Tickets.Rendering;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Tickets;

/// <summary>Tells whoever sets tickets up that they will carry no link to Fairlead, because nobody said where it is.</summary>
internal sealed class LinkBackHint(IOptions<SyncOptions> options)
{
    private const string Placeholder = "group.url";

    /// <returns><see langword="null"/> where there will be one, or the template has no place for it.</returns>
    public string? For(TicketConfiguration configuration) =>
        options.Value.PublicUrl is null && TemplateSource.BodyOf(configuration.Template).Contains(Placeholder, StringComparison.Ordinal)
            ? "issues carry no link back to Fairlead, because where people reach it is not set: FAIRLEAD_Tickets__Sync__PublicUrl, such as https://fairlead.example.com"
            : null;
}
