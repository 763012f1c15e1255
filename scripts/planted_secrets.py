#!/usr/bin/env python3
"""Makes the table of planted secrets: planted_secrets.py SEED COUNT FILE.

Each line is {"id", "secrets", "text"}: a text as logs, arguments and messages have it, and the parts
of it of which nothing may be kept. All of it is chance; the same seed gives the same table.
"""
import random,base64,string,json,urllib.parse,sys
seed=int(sys.argv[1]); n=int(sys.argv[2]); out=sys.argv[3]
R=random.Random(seed)
A=string.ascii_letters+string.digits
def pick(cs,k): return ''.join(R.choice(cs) for _ in range(k))
def pw():
    k=R.randrange(5)
    if k==0: return pick(A,R.randrange(10,20))
    if k==1: return R.choice(['Hunter','Winter','Correct','Tiger','Falcon'])+pick(string.digits,4)+R.choice('!#$*')
    if k==2: return pick(string.ascii_lowercase,12)
    if k==3: return pick(A+'!#$*-_.',16)+'Z9'
    return R.choice(['s3cr3t','pa55','qwErty'])+pick(A,8)
def keyid(): return R.choice(['AKIA','ASIA'])+pick('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',16)
def awskey():
    while True:
        s=pick(A+'/+',40)
        if any(c.isdigit() for c in s): return s
def session(): return R.choice(['IQoJb3JpZ2luX2Vj','FwoGZXIvYXdzE'])+pick(A+'/+',R.randrange(180,320))+'=='
def jwt():
    e=lambda b: base64.urlsafe_b64encode(b).decode().rstrip('=')
    return e(b'{"alg":"HS256","typ":"JWT"}')+'.'+e(json.dumps({"sub":pick(A,12),"iat":R.randrange(10**9)}).encode())+'.'+e(bytes(R.randrange(256) for _ in range(32)))
def pem():
    lab=R.choice(['RSA PRIVATE KEY','PRIVATE KEY','EC PRIVATE KEY','OPENSSH PRIVATE KEY','ENCRYPTED PRIVATE KEY'])
    b=base64.b64encode(bytes(R.randrange(256) for _ in range(R.randrange(120,300)))).decode()
    ls=[b[i:i+64] for i in range(0,len(b),64)]
    return lab,ls
host=lambda: R.choice(['db.prod.internal','redshift-1.abc.eu-central-1.redshift.amazonaws.com','10.0.3.7','mysql-main'])
user=lambda: R.choice(['etl','admin','svc_flights','reader'])
# kind -> function returning (list of secret strings, text)
def k_keyid():
    s=keyid(); t=R.choice(['aws_access_key_id={}','AWSAccessKeyId: {}','using credentials {} from env','InvalidAccessKeyId: The AWS Access Key Id {} does not exist','("accessKeyId","{}")','<AWSAccessKeyId>{}</AWSAccessKeyId>','AccessDenied for {}: s3:GetObject'])
    return [s],t.format(s)
def k_awskey():
    s=awskey(); t=R.choice(['aws_secret_access_key={}','"SecretAccessKey": "{}"','secret access key {} rejected','fs.s3a.secret.key={}','AWS_SECRET_ACCESS_KEY={}','secretKey={}','export AWS_SECRET_KEY="{}"','got {} back from STS','spark.hadoop.fs.s3a.secret.key {}',"fs.s3.awsSecretAccessKey', '{}'"])
    return [s],t.format(s)
def k_session():
    s=session(); t=R.choice(['aws_session_token={}','"SessionToken": "{}"','x-amz-security-token: {}','fs.s3a.session.token={}','assumed role, token {}','AWS_SESSION_TOKEN={}'])
    return [s],t.format(s)
def k_jdbc():
    p=pw(); t=R.choice(['jdbc:sqlserver://{h}:1433;user={u};password={p};encrypt=true','jdbc:mysql://{h}:3306/db?user={u}&password={p}&useSSL=false','jdbc:redshift://{h}:5439/dev?UID={u}&PWD={p}','jdbc:postgresql://{h}/x?password={p}&user={u}','jdbc:oracle:thin:{u}/{p}@{h}:1521:orcl','jdbc:mysql://{u}:{p}@{h}:3306/db','jdbc:oracle:thin:{u}/{p}@//{h}:1521/svc','jdbc:snowflake://{h}/?user={u}&password={p}&db=X','jdbc:db2://{h}:50000/S:user={u};password={p};'])
    return [p],R.choice(['could not connect to ','java.sql.SQLException: ','url = ',''])+t.format(h=host(),u=user(),p=p)
def k_url():
    p=pw().replace('#','x'); t=R.choice(['postgres://{u}:{p}@{h}:5432/db','https://{u}:{p}@{h}/repo.git','mongodb+srv://{u}:{p}@{h}/?retryWrites=true','redis://:{p}@{h}:6379/0','amqp://{u}:{p}@{h}//','ftp://{u}:{p}@{h}/in','snowflake://{u}:{p}@{h}/db','https://oauth2:{p}@gitlab.com/x.git'])
    return [p],R.choice(['fetching ','cannot reach ','retry 3: ','sqlalchemy.exc.OperationalError: '])+t.format(h=host(),u=user(),p=p)
def k_bearer():
    s=pick(A+'-_',R.randrange(24,48))+'9a'; t=R.choice(['Authorization: Bearer {}','authorization=Bearer {}',"headers={{'Authorization': 'Bearer {}'}}",'curl -H "Authorization: Bearer {}" https://x','sent bearer {} to service','"authorization":"Bearer {}"','Proxy-Authorization: Bearer {}'])
    return [s],t.format(s)
def k_basic():
    s=base64.b64encode((user()+':'+pw()).encode()).decode(); t=R.choice(['Authorization: Basic {}','"Authorization": "Basic {}"',"-H 'authorization: basic {}'",'header Basic {} refused'])
    return [s],t.format(s)
def k_pem():
    lab,ls=pem(); v=R.randrange(4)
    full='-----BEGIN %s-----'%lab,'-----END %s-----'%lab
    if v==0: t=full[0]+'\n'+'\n'.join(ls)+'\n'+full[1]
    elif v==1: t='"key": "'+full[0]+'\\n'+'\\n'.join(ls)+'\\n'+full[1]+'\\n"'
    elif v==2: t='\n'.join('2026-11-25 02:00:0%d INFO  loader: %s'%(i%10,l) for i,l in enumerate([full[0]]+ls+[full[1]]))
    else: t='private key is '+full[0]+' '+' '.join(ls)+' '+full[1]
    return ls[:-1] if len(ls[-1])<12 else ls,t
def k_presigned():
    kid=keyid(); sig=pick('0123456789abcdef',64); tok=session()
    t='https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=%s%%2F20261125%%2Feu-central-1%%2Fs3%%2Faws4_request&X-Amz-Date=20261125T020000Z&X-Amz-Expires=3600'%kid
    if R.random()<.5: t+='&X-Amz-Security-Token='+urllib.parse.quote(tok,safe=''); s=[kid,sig,urllib.parse.quote(tok,safe='')]
    else: s=[kid,sig]
    t+='&X-Amz-SignedHeaders=host&X-Amz-Signature='+sig
    if R.random()<.3: t=t.replace('&','\\u0026')
    return s,R.choice(['GET ','403 for ','url="'])+t
def k_assign():
    p=pw(); nm=R.choice(['password','passwd','pwd','db_password','dbPassword','DB_PASS','secret','client_secret','clientSecret','api_key','apiKey','API-KEY','x-api-key','auth_token','access_token','refreshToken','private_key','passphrase','MYSQL_PWD','PGPASSWORD','spark.ssl.keyPassword','javax.net.ssl.trustStorePassword','connection.password','encryption_key','storage_account_key','SharedAccessKey','webhook_secret','token'])
    if 'wd' in nm.lower() or 'pass' in nm.lower(): v=p
    else: v=pick(A,R.randrange(16,40))+'7q'
    t=R.choice(['{n}={v}','{n}: {v}','{n} = {v}','"{n}": "{v}"',"'{n}': '{v}'",'{n}="{v}"',"{n}='{v}'",'--{n} {v}','--{n}={v}','{{{n}={v}, user=x}}','{{\\"{n}\\":\\"{v}\\"}}','set {n} => {v}','export {n}={v}','{n}:{v}','Options({n}={v},url=x)','conf.set("{n}", "{v}")','<{n}>{v}</{n}>','-D{n}={v}'])
    if '--' in t: nm=nm.replace('.','-')
    return [v],R.choice(['','ERROR cfg ','2026-11-25 02:00:01,123 WARN Foo: ','loaded ','args: '])+t.format(n=nm,v=v)
def k_prefix():
    s=R.choice([lambda:'ghp_'+pick(A,36),lambda:'github_pat_'+pick(A,22)+'_'+pick(A,59),lambda:'gho_'+pick(A,36),lambda:'xoxb-%s-%s-%s'%(pick('0123456789',12),pick('0123456789',13),pick(A,24)),lambda:'xoxp-'+pick('0123456789',11)+'-'+pick(A,32),lambda:'sk_live_'+pick(A,24),lambda:'rk_live_'+pick(A,30),lambda:'sk_test_'+pick(A,24),lambda:'glpat-'+pick(A,20),lambda:'AIza'+pick(A+'-_',33)+'7Q',lambda:'SG.'+pick(A,22)+'.'+pick(A,43),lambda:'npm_'+pick(A,36),lambda:'hf_'+pick(A,34)+'3',lambda:'dapi'+pick('0123456789abcdef',32),lambda:'sk-'+pick(A,48),lambda:'shpat_'+pick('0123456789abcdef',32),lambda:'whsec_'+pick(A,32),lambda:'ya29.'+pick(A+'-_',60)+'4',lambda:'sk-proj-'+pick(A+'-_',40)+'8'])()
    t=R.choice(['{}','using {}','clone https://x:{}@github.com/a/b','"{}"','value {} refused','curl -u {}: https://api','({})'])
    return [s],t.format(s)
def k_jwt():
    s=jwt(); return [s],R.choice(['{}','jwt {} expired','token: {}','Cookie: id={}; path=/','assertion={}']).format(s)
def k_b64():
    inner=R.choice([lambda:k_assign()[1],lambda:keyid(),lambda:'aws_secret_access_key='+awskey(),lambda:k_url()[1],lambda:json.dumps({'user':user(),'password':pw()})])()
    s=base64.b64encode(inner.encode()).decode(); 
    if R.random()<.3: s=s.rstrip('=').replace('+','-').replace('/','_')
    return [s],R.choice(['payload {}','data={}','Secret data: {}','"{}"','body: {}']).format(s)
def k_pct():
    s0,t0=R.choice([k_url,k_jdbc,k_assign,k_keyid,k_awskey])()
    t=urllib.parse.quote(t0,safe=R.choice(['','/','%']))
    q=[urllib.parse.quote(x,safe='') for x in s0]
    return q,R.choice(['redirect=','GET /x?u=','','callback '])+t
def k_pctall():
    s=R.choice([keyid,lambda:'ghp_'+pick(A,36)])(); c=''.join('%%%02X'%ord(ch) if R.random()<.5 else ch for ch in s)
    return [c],'q='+c
def k_ansi():
    f=R.choice([k_keyid,k_awskey,k_prefix,k_assign,k_url]); s,t=f(); x=s[0]; 
    i=t.index(x); k=R.randrange(2,max(3,len(x)-1)); esc=R.choice(['\x1b[31m','\x1b[0m','\x1b[1;32m','\x1b[K','\u200b','\x1b]0;t\x07'])
    t2=t[:i+k]+esc+t[i+k:]
    return [x[:k] if k>=8 else None, x[k:] if len(x)-k>=8 else None],t2
def k_split():
    f=R.choice([k_keyid,k_awskey,k_prefix,k_session,k_jwt]); s,t=f(); x=s[0]
    i=t.index(x); k=R.randrange(6,len(x)-6); t2=t[:i+k]+R.choice(['\n','\r\n'])+t[i+k:]
    return [x[:k] if k>=8 else None,x[k:] if len(x)-k>=8 else None],t2
kinds=[k_keyid,k_awskey,k_session,k_jdbc,k_url,k_bearer,k_basic,k_pem,k_presigned,k_assign,k_assign,k_prefix,k_jwt,k_b64,k_pct,k_pctall,k_ansi,k_split]
with open(out,'w') as f:
    for i in range(n):
        k=kinds[i%len(kinds)]; s,t=k(); s=[x for x in s if x]
        f.write(json.dumps({'id':'%s-%d'%(k.__name__[2:],i),'secrets':s,'text':t})+'\n')
