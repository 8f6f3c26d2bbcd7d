using Fairlead.Client.Connections;
using Fairlead.Kernel;
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
        if (change.BaseUrl is not null || await connections.FindAsync(id, ct) is not { } before || SlotOf(before, change) is not { } slot)
            return await connections.ChangeAsync(actor, id, change, null, ct);
        var given = (change.Slot ?? before.ActiveSlot) == slot ? change.Credential : null;
        if (given is null && before.Credentials.All(c => c.Slot != slot))
            return await connections.ChangeAsync(actor, id, change, null, ct);
        // What does not work takes the place of nothing: in the slot may be what one wants to go back to.
        var tried = given is null ? before : connections.With(before, change);
        var proof = await test.ProveAsync(tried, slot, given is null ? null : new SecretText(given.Secret), ct);
        if (!proof.Test.Works && !proof.LacksTheSameAs(before))
        {
            var first = given is null ? $"The credential in the {slot.ToString().ToLowerInvariant()} slot is not put in force. " : "The credential is not kept. ";
            throw new ProblemException(ConnectionTest.ProblemOf(proof.Test, first));
        }

        if (await connections.ChangeAsync(actor, id, change, (before.Revision, proof.Account), ct) is not { } changed)
            return null;
        await connections.NoteHealthAsync(changed.Connection, proof.Note with { IsProof = true }, ct);
        return ((await connections.FindAsync(id, ct))!, changed.Notices);
    }

    /// <summary>Which credential is to be tried: that of a slot that comes in force, and one that takes the place of what works. What does not work is replaced by whatever is given.</summary>
    private static CredentialSlot? SlotOf(Connection before, ChangeConnectionRequest change) => change.ActiveSlot is { } slot && slot != before.ActiveSlot ? slot
        : change.Credential is not null && (change.Slot ?? before.ActiveSlot) == before.ActiveSlot && before is { IsEnabled: true, Health: ConnectionHealth.Healthy or ConnectionHealth.Attention } ? before.ActiveSlot
        : null;
}
