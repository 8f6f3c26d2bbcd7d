using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Access.SignIn;

/// <summary>Makes and checks password hashes: PBKDF2-HMAC-SHA-512, written <c>pbkdf2-sha512$rounds$salt$hash</c>.</summary>
internal sealed class Passwords(IOptions<AccessOptions> options) : IDisposable
{
    public const int MinLength = 12;
    public const int MaxLength = 128;

    /// <summary>
    /// How many checks run at a time. Each takes a core for a tenth of a second or so; many at once would leave none for anything
    /// else, /health among it.
    /// </summary>
    public static readonly int Turns = Math.Max(1, Environment.ProcessorCount - 1);

    private const string Scheme = "pbkdf2-sha512";
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    private static readonly string[] Common = ["password", "passwort", "fairlead", "administrator", "changeme", "qwerty", "letmein", "123456"];

    private readonly SemaphoreSlim _turns = new(Turns);

    private readonly Lazy<string> _nobody = new(() => Make("nobody", options.Value.PasswordRounds));

    /// <returns><see langword="null"/> when it may be used; else why not, in words for the person.</returns>
    public static string? Refuse(string password, string userName)
    {
        if (password.Length < MinLength)
            return $"must have at least {MinLength} characters";
        if (password.Length > MaxLength)
            return $"must have at most {MaxLength} characters";
        if (password.Distinct().Count() < 5)
            return "repeats too few characters";
        // A common word is refused when it is most of the password, not when it is a part of a phrase.
        var bare = Common.Append(userName).OrderByDescending(w => w.Length)
            .Aggregate(password, (text, word) => text.Replace(word, "", StringComparison.OrdinalIgnoreCase));
        return bare.Length < MinLength / 2 ? "is too easy to guess" : null;
    }

    public string Hash(string password) => Make(password, options.Value.PasswordRounds);

    /// <param name="hash"><see langword="null"/> when there is no such user: the same work is done, so that time tells nothing.</param>
    public async Task<bool> VerifyAsync(string password, string? hash, CancellationToken ct)
    {
        await _turns.WaitAsync(ct);
        try
        {
            return Verify(password, hash);
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();

    private bool Verify(string password, string? hash)
    {
        var parts = (hash ?? _nobody.Value).Split('$');
        var rounds = int.Parse(parts[1], CultureInfo.InvariantCulture);
        var expected = Convert.FromBase64String(parts[3]);
        var given = Rfc2898DeriveBytes.Pbkdf2(
            password, Convert.FromBase64String(parts[2]), rounds, HashAlgorithmName.SHA512, expected.Length);
        return CryptographicOperations.FixedTimeEquals(given, expected) && hash is not null;
    }

    private static string Make(string password, int rounds)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var hash = Rfc2898DeriveBytes.Pbkdf2(password, salt, rounds, HashAlgorithmName.SHA512, HashBytes);
        return $"{Scheme}${rounds}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}";
    }
}
