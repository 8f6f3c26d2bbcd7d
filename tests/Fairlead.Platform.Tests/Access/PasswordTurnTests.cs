using Fairlead.Platform.Access;
using Fairlead.Platform.Access.SignIn;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Tests.Access;

/// <summary>Guessing many passwords at once must not take every core from everybody else.</summary>
public sealed class PasswordTurnTests : IDisposable
{
    private const string Password = "one that is long enough";

    private readonly Passwords _passwords = new(Options.Create(new AccessOptions()));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _passwords.Dispose();

    [Fact]
    public async Task While_every_turn_is_taken_the_next_one_waits_without_work_and_may_leave()
    {
        var (slow, quick) = (HashOf(5_000_000), HashOf(1));
        var taken = Enumerable.Range(0, Passwords.Turns).Select(_ => Task.Run(() => _passwords.VerifyAsync(Password, slow, Ct), Ct)).ToList();
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        Task<bool> next;
        do
        {
            next = _passwords.VerifyAsync(Password, quick, leaving.Token);
        }
        while (next.IsCompleted && !taken.Any(t => t.IsCompleted));

        Assert.False(next.IsCompleted);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        await Task.WhenAll(taken);
        Assert.False(await _passwords.VerifyAsync(Password, quick, Ct));
    }

    /// <summary>Of another password; its check takes so many rounds.</summary>
    private static string HashOf(int rounds) => $"pbkdf2-sha512${rounds}${Convert.ToBase64String(new byte[16])}${Convert.ToBase64String(new byte[32])}";
}
