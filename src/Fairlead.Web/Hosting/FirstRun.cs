using Fairlead.Client.Access;
using Fairlead.Kernel;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Access;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;

namespace Fairlead.Web.Hosting;

/// <summary>The first administrator: from <c>FAIRLEAD_ADMIN_PASSWORD</c> or its file, or by a one-time code and the set-up page.</summary>
internal static class FirstRun
{
    private const string PasswordVariable = "FAIRLEAD_ADMIN_PASSWORD";
    private const string PasswordFileVariable = "FAIRLEAD_ADMIN_PASSWORD_FILE";
    private const string AdministratorName = "admin";

    /// <returns>The one-time code; <see langword="null"/> when there is a user.</returns>
    public static async Task<SecretText?> PrepareAsync(UserDirectory users, FairleadHostOptions options, CancellationToken ct)
    {
        if (await users.AnyAsync(ct))
            return null;
        if (await ReadPasswordAsync(options, ct) is not var (setting, password))
            return new SecretText(await users.NewSetupCodeAsync(ct));

        try
        {
            await users.CreateAsync(Actor.System, new CreateUserRequest(AdministratorName, password.Reveal(), Role.Administrator), ct);
            return null;
        }
        catch (ProblemException e)
        {
            throw new ConfigurationException(setting, e.Problem.Detail, e);
        }
    }

    private static async Task<(string Setting, SecretText Password)?> ReadPasswordAsync(FairleadHostOptions options, CancellationToken ct)
    {
        if (options.Environment(PasswordVariable) is { Length: > 0 } password)
            return (PasswordVariable, new(password));
        if (options.Environment(PasswordFileVariable) is not { Length: > 0 } file)
            return null;
        try
        {
            return (PasswordFileVariable, new((await File.ReadAllTextAsync(file, ct)).TrimEnd('\r', '\n')));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException(PasswordFileVariable, $"the file cannot be read: {FileFailure.Reason(e)}.", e);
        }
    }
}
