"""The accounts: which one is in use, one client each, keys kept, swapped and forgotten."""

import asyncio

import pytest

from desktop.core.errors import InvalidRequest, NoKey
from desktop.core.secrets import SessionSecrets
from desktop.core.settings import NamedAccount
from desktop.jobs.accounts import Accounts
from desktop.jobs.job import LEONARDO, SANDBOX
from desktop.jobs.pace import LEONARDO_PACE, LOOPBACK_PACE
from tests.jobs.scripted import ScriptedVideoApi

KEY = "11111111-2222-3333-4444-555555555555"
URL = "https://cloud.leonardo.ai/api/rest"


class Made:
    """The clients that were made, with what they were made."""

    def __init__(self):
        self.clients: list[ScriptedVideoApi] = []
        self.arguments: list[tuple[str, str]] = []

    def __call__(self, key, url):
        self.clients.append(ScriptedVideoApi(b""))
        self.arguments.append((key, url))
        return self.clients[-1]


@pytest.fixture
def made():
    return Made()


async def opened(made, *, key=None, environ=None, **options) -> Accounts:
    async def start_sandbox():
        return "http://127.0.0.1:5/api/rest", "sandbox-key"

    accounts = Accounts(
        **{
            "secrets": SessionSecrets(key),
            "environ": environ or {},
            "make_client": made,
            "start_sandbox": start_sandbox,
            **options,
        }
    )
    await accounts.open()
    return accounts


async def test_without_a_key_the_sandbox_is_in_use(made):
    accounts = await opened(made)
    assert (accounts.active, accounts.has_key) == (SANDBOX, False)
    await accounts.api(SANDBOX)
    assert made.arguments == [("sandbox-key", "http://127.0.0.1:5/api/rest")]
    with pytest.raises(NoKey):
        await accounts.api(LEONARDO)


async def test_with_a_key_leonardo_is_in_use_unless_the_sandbox_is_preferred(made):
    assert (await opened(made, key=KEY)).active == LEONARDO
    accounts = await opened(made, key=KEY, prefers_sandbox=True)
    assert accounts.active == SANDBOX
    accounts.use(LEONARDO)
    assert accounts.active == LEONARDO


async def test_what_is_made_on_this_machine_is_play(made):
    assert (await opened(made)).is_play
    assert (await opened(made, key=KEY, prefers_sandbox=True)).is_play
    near = {"LEONARDO_API_URL": "http://127.0.0.1:5/api/rest"}
    assert (await opened(made, key=KEY, environ=near)).is_play
    assert not (await opened(made, key=KEY)).is_play


async def test_one_client_an_account(made):
    accounts = await opened(made, key=KEY)
    first, second = await asyncio.gather(accounts.api(LEONARDO), accounts.api(LEONARDO))
    assert first is second
    assert made.arguments == [(KEY, URL)]
    assert (await accounts.me(LEONARDO)).name == "name"
    await accounts.close()
    assert made.clients[0].is_closed


async def test_a_key_is_checked_without_being_kept(made):
    accounts = await opened(made)
    assert (await accounts.check(f' "{KEY}" ')).user_id == "user-1"
    assert made.arguments == [(KEY, URL)]
    assert made.clients[0].is_closed
    assert not accounts.has_key


async def test_a_kept_key_replaces_the_client_but_ends_no_call_under_way(made):
    accounts, told = await opened(made, key=KEY), []
    end = accounts.subscribe(lambda: told.append(accounts.active))
    old = await accounts.api(LEONARDO)
    assert await accounts.keep("another-key-entirely") is False
    assert await accounts.api(LEONARDO) is not old
    assert made.arguments[-1][0] == "another-key-entirely"
    assert not made.clients[0].is_closed
    await accounts.forget()
    end()
    assert (told, accounts.has_key) == ([LEONARDO, SANDBOX], False)
    await accounts.close()
    assert all(client.is_closed for client in made.clients)


async def test_the_environment_wins(made):
    accounts = await opened(
        made, key="stored-key-of-old", environ={"LEONARDO_API_KEY": KEY, "LEONARDO_API_URL": ""}
    )
    await accounts.api(LEONARDO)
    assert (accounts.is_key_from_environment, made.arguments) == (True, [(KEY, URL)])


@pytest.mark.parametrize(
    "url", ["http://example.org", "ftp://127.0.0.1", "https://a@b/", "nonsense"]
)
async def test_an_address_that_is_not_allowed(made, url):
    with pytest.raises(InvalidRequest):
        await opened(made, environ={"LEONARDO_API_URL": url})


async def test_what_is_near_is_asked_more_often(made):
    far = await opened(made)
    near = await opened(made, environ={"LEONARDO_API_URL": "http://127.0.0.1:9/api/rest"})
    assert far.pace(LEONARDO) is LEONARDO_PACE
    assert far.pace(SANDBOX) is near.pace(LEONARDO) is LOOPBACK_PACE


async def test_each_account_has_a_key_of_its_own(made):
    accounts = await opened(made, key=KEY)
    work = accounts.add("  Work \n account ")
    assert [account.name for account in accounts.named] == ["", "Work account"]
    assert not accounts.has_key_of(work)
    await accounts.keep("key-of-the-second", work)
    assert accounts.active == accounts.chosen == work
    await accounts.api(LEONARDO)
    await accounts.api(work)
    assert [key for key, _ in made.arguments] == [KEY, "key-of-the-second"]
    accounts.use(LEONARDO)
    accounts.rename(LEONARDO, "Home")
    assert (accounts.active, accounts.name(LEONARDO), accounts.name("gone")) == (
        LEONARDO,
        "Home",
        "",
    )
    await accounts.forget(work)
    assert (accounts.active, accounts.has_key_of(work)) == (LEONARDO, False)
    accounts.remove(work)
    accounts.remove(LEONARDO)
    assert accounts.named == (NamedAccount(LEONARDO, "Home"),)


async def test_accounts_are_found_again_by_their_ids(made):
    secrets = SessionSecrets(KEY)
    secrets.for_account("account-1").write("key-of-the-second")
    named = (NamedAccount(LEONARDO, "Home"), NamedAccount("account-1", "Work"))
    accounts = await opened(made, secrets=secrets, named=named, chosen="account-1")
    assert (accounts.named, accounts.active) == (named, "account-1")
    environ = {"LEONARDO_API_KEY": "key-of-the-environment"}
    accounts = await opened(made, secrets=secrets, named=named, chosen="account-1", environ=environ)
    assert accounts.active == LEONARDO, "a key in the environment is meant to be used"
    await accounts.api("account-1")
    await accounts.api(LEONARDO)
    assert [key for key, _ in made.arguments] == ["key-of-the-second", "key-of-the-environment"]
    assert (await opened(made, chosen="forgotten")).chosen == LEONARDO


async def test_twenty_accounts_are_enough(made):
    accounts = await opened(made)
    for number in range(19):
        accounts.add(f"Account {number}")
    with pytest.raises(InvalidRequest):
        accounts.add("One more")


async def test_a_forgotten_key_is_gone_at_once(made):
    accounts = await opened(made, key=KEY)
    held = await accounts.api(LEONARDO)
    await accounts.keep("another-key-entirely")
    newer = await accounts.api(LEONARDO)
    assert (await held.me()).name == "name"
    await accounts.forget()
    assert all(client.is_closed for client in made.clients)
    for api in (held, newer):
        with pytest.raises(NoKey):
            await api.generation("generation")
    with pytest.raises(NoKey):
        await accounts.api(LEONARDO)


async def test_a_call_under_way_ends_with_the_key_it_began_with(made):
    accounts = await opened(made, key=KEY)
    api, answered = await accounts.api(LEONARDO), asyncio.Event()
    made.clients[0].answers["me"] = [answered.wait]
    call = asyncio.ensure_future(api.me())
    await asyncio.sleep(0)
    await accounts.forget()
    assert not made.clients[0].is_closed
    answered.set()
    await call
    assert made.clients[0].is_closed, "nothing holds the key any more"
