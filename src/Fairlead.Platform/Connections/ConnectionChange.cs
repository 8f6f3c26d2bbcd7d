using Fairlead.Client.Connections;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;

namespace Fairlead.Platform.Connections;

/// <summary>
/// Changes a connection as a person asks. A slot is put in force only after its credential has signed in: until then work goes on with the one in
/// use, and no job ever signs in with a secret that was not tried.
/// </summary>
internal sealed class ConnectionChange(ConnectionDirectory connections, ConnectionTest test)
{
    /// <inheritdoc cref="ConnectionDirectory.ChangeAsync"/>
    public async Task<(Connection Connection, IReadOnlyList<string> Notices)?> ApplyAsync(
        Actor actor, ConnectionId id, ChangeConnectionRequest change, CancellationToken ct)
    {
        // With a new address all credentials are given anew: there is none in use that could stay.
        if (change.ActiveSlot is not { } slot || change.BaseUrl is not null || await connections.FindAsync(id, ct) is not { } before || before.ActiveSlot == slot)
            return await connections.ChangeAsync(actor, id, change, null, ct);
        if (change.Credential is not null && change.Slot == slot)
        {
            if (await connections.ChangeAsync(actor, id, change with { ActiveSlot = null }, null, ct) is not { } stored)
                return null;
            (before, change) = (stored.Connection, new ChangeConnectionRequest(ActiveSlot: slot));
        }

        if (before.Credentials.All(c => c.Slot != slot))
            return await connections.ChangeAsync(actor, id, change, null, ct);
        var result = await test.ProveAsync(before, slot, ct);
        if (!result.Works)
            throw new ProblemException(ConnectionTest.ProblemOf(result, $"The credential in the {slot.ToString().ToLowerInvariant()} slot is not put in force. "));
        if (await connections.ChangeAsync(actor, id, change, before.Revision, ct) is not { } changed)
            return null;
        await connections.NoteHealthAsync(changed.Connection, HealthNote.Works with { Account = result.Account, IsProof = true }, ct);
        return ((await connections.FindAsync(id, ct))!, changed.Notices);
    }
}
