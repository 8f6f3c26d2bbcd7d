using Fairlead.Platform.Http;
using Fairlead.Platform.Tickets;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecurityInformation.Providing;

/// <summary>Fairlead's address as Jira reaches it.</summary>
internal sealed class OwnAddress(IOptions<SyncOptions> options)
{
    /// <summary>Without a slash at its end.</summary>
    /// <exception cref="ProblemException">It is not set: a token says whom it is for, and the Host of a request proves nothing.</exception>
    public string Text => options.Value.PublicUrl?.TrimEnd('/')
        ?? throw new ProblemException(new Problem(ProblemKind.NotFound, "Fairlead is no app of Jira while Tickets:Sync:PublicUrl is not set: its address as Jira reaches it."));
}
